import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  buildStamp,
  buildStampSchema,
  cleanCommit,
  commitTime,
  writeBuildStamp,
} from '../../../build/packaging/build-stamp.ts';
import { runCommand } from '../../../build/run-command.ts';

const release = {
  version: '1.2.3',
  electron: '45.4.1',
  intendedElectron: '45.4.1',
  platform: 'win32',
  arch: 'x64',
  commit: 'abc',
  isSigned: true,
  releaseKeys: ['key-1'],
  notes: ['Finding a patient is quicker.'],
} as const;

describe('the stamp of a build', () => {
  it('lets a signed build of the intended Electron be released', () => {
    expect(buildStamp(release)).toEqual({
      version: '1.2.3',
      electron: '45.4.1',
      platform: 'win32',
      arch: 'x64',
      commit: 'abc',
      signed: true,
      releaseKeys: ['key-1'],
      notForRelease: [],
      notes: ['Finding a patient is quicker.'],
    });
  });

  it.each([
    ['another Electron', { electron: '33.2.1' }, /33\.2\.1.*45\.4\.1/],
    ['no signature', { isSigned: false }, /not signed/],
    ['changes in the checkout', { commit: null }, /clean checkout/],
    [
      'nothing to tell people',
      { notes: [] },
      /no release notes \(docs\/release-notes\/1\.2\.3\.md\)/,
    ],
  ])('keeps one with %s from being released', (_case, change, reason) => {
    const { notForRelease } = buildStamp({ ...release, ...change });
    expect(notForRelease).toEqual([expect.stringMatching(reason)]);
  });

  it('never calls a Linux package signed, and does not ask it to be', () => {
    const stamp = buildStamp({ ...release, platform: 'linux' });
    expect(stamp).toMatchObject({ signed: false, notForRelease: [] });
  });
});

describe('in a checkout', () => {
  let root = '';
  const git = (...args: string[]) =>
    runCommand('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
      cwd: root,
    });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'build-stamp-test-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is written as its readers expect it', async () => {
    const file = join(root, 'out/build/build.json');
    await writeBuildStamp(file, buildStamp(release));
    const text = await readFile(file, 'utf8');
    expect(buildStampSchema.parse(JSON.parse(text))).toEqual(buildStamp(release));
  });

  it('takes the time of the commit, and none outside', async () => {
    expect(await commitTime(root)).toBeNull();
    await git('init', '-q');
    expect(await commitTime(root)).toBeNull();
    await git('commit', '-qm', 'one', '--allow-empty');
    const { stdout } = await git('show', '-s', '--format=%ct');
    expect((await commitTime(root))?.getTime()).toBe(Number(stdout) * 1000);
  });

  it('names the commit only while nothing has changed', async () => {
    expect(await cleanCommit(root)).toBeNull();
    await git('init', '-q');
    await writeFile(join(root, 'a'), '1');
    await git('add', '.');
    await git('commit', '-qm', 'one');
    expect(await cleanCommit(root)).toMatch(/^[0-9a-f]{40}$/);
    await writeFile(join(root, 'a'), '2');
    expect(await cleanCommit(root)).toBeNull();
  });
});
