import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../build/project-root.ts';

const lockFile = {
  packages: {
    '': {},
    'node_modules/react': { integrity: 'sha512-react' },
    'node_modules/esbuild-aix': { integrity: 'sha512-aix', optional: true },
  },
};

let checkout = '';

/** A checkout with the set-up script, a lock file, and an npm that only writes down its arguments. */
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'install-test-'));
  await mkdir(join(checkout, 'build'));
  await mkdir(join(checkout, 'bin'));
  await mkdir(join(checkout, 'node_modules'));
  await copyFile(join(projectRoot, 'build/install.mjs'), join(checkout, 'build/install.mjs'));
  await writeFile(join(checkout, 'package-lock.json'), JSON.stringify(lockFile));
  await npmThat('exit 0');
});
afterEach(() => rm(checkout, { recursive: true, force: true }));

async function npmThat(does: string): Promise<void> {
  const npm = join(checkout, 'bin/npm');
  await writeFile(npm, `#!/bin/sh\necho "$@" >> '${join(checkout, 'npm-calls')}'\n${does}\n`);
  await chmod(npm, 0o755);
}

async function installed(packages: Record<string, { integrity: string }>): Promise<void> {
  const file = join(checkout, 'node_modules/.package-lock.json');
  await writeFile(file, JSON.stringify({ packages }));
}

async function setUp(): Promise<{ status: number | null; stderr: string; npmCalls: string }> {
  const { status, stderr } = spawnSync(process.execPath, ['build/install.mjs'], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(checkout, 'bin')}:${process.env['PATH'] ?? ''}` },
  });
  const npmCalls = await readFile(join(checkout, 'npm-calls'), 'utf8').catch(() => '');
  return { status, stderr, npmCalls };
}

describe('set-up', () => {
  it('installs with npm ci when packages are missing, and only once', async () => {
    expect(await setUp()).toMatchObject({ status: 0, npmCalls: expect.stringMatching(/^ci /) });
    const again = await setUp();
    expect(again.npmCalls.split('\n').filter((line) => line !== '')).toHaveLength(1);
  });

  it('leaves packages alone that match the lock file, other platforms’ aside', async () => {
    await installed({ 'node_modules/react': { integrity: 'sha512-react' } });
    expect(await setUp()).toMatchObject({ status: 0, npmCalls: '' });
  });

  it('installs again when a package is not the one of the lock file', async () => {
    await installed({ 'node_modules/react': { integrity: 'sha512-older' } });
    expect((await setUp()).npmCalls).toMatch(/^ci /);
  });

  it('installs again when the lock file changes', async () => {
    await setUp();
    const changed = { packages: { ...lockFile.packages, 'node_modules/zod': { integrity: 'z' } } };
    await writeFile(join(checkout, 'package-lock.json'), JSON.stringify(changed));
    expect((await setUp()).npmCalls.match(/^ci /gm)).toHaveLength(2);
  });

  it('shows npm’s own words when it fails, and does not take the failure for done', async () => {
    await npmThat('echo "npm error disk is full" >&2; exit 1');
    const run = await setUp();
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('disk is full');
    expect(existsSync(join(checkout, 'node_modules/.caredesk-lock'))).toBe(false);
  });
});
