import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pack } from '../../../build/packaging/pack.ts';
import { writeNsisTools } from '../../../build/packaging/stand-in/nsis-tools.ts';
import { writeWindowsElectron } from '../../../build/packaging/stand-in/windows-electron.ts';
import { projectRoot } from '../../../build/project-root.ts';
import { sha512Of } from '../../../build/release/file-hash.ts';
import type { FeedFile } from '../../../electron/updates/feed-format.ts';
import { feedEntry, packageBytes } from '../../feed/signed-feed.ts';
import { writeSmallProject } from '../../unit/packaging/small-project.ts';
import { never, openUpdateHarness, type UpdateHarness } from './update-harness.ts';

/** Bytes of Electron that stay the same from version to version, and cannot be compressed. */
const electronSize = 6_000_000;

let folder: string;
let harness: UpdateHarness;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-programs-'));
  harness = await openUpdateHarness();
  for (const [name, value] of Object.entries(await writeNsisTools(join(folder, 'tools')))) {
    if (process.env[name] !== value) vi.stubEnv(name, value);
  }
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await harness.close();
  await rm(folder, { recursive: true, force: true });
});

/** The real setup program of a version, and its block map, in the feed. */
async function publishSetup(version: string): Promise<FeedFile> {
  const { projectDir } = await writeSmallProject(join(folder, version));
  const electronDist = join(folder, version, 'windows-electron');
  await writeWindowsElectron(electronDist, 'x64');
  await writeFile(join(electronDist, 'icudtl.dat'), packageBytes(electronSize, 'electron'));
  const files: Readonly<Record<string, string | Buffer>> = {
    'package.json': (await readFile(join(projectDir, 'package.json'), 'utf8')).replace(
      '1.2.3',
      version,
    ),
    'out/main/main.js': packageBytes(200_000, version),
    'node_modules/keytar/prebuilds/win32-x64/keytar.node': 'native',
    'node_modules/@koromix/koffi-win32-x64/win32_x64/koffi.node': 'native',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(projectDir, name)), { recursive: true });
    await writeFile(join(projectDir, name), content);
  }
  await cp(join(projectRoot, 'build/installer'), join(projectDir, 'build/installer'), {
    recursive: true,
  });
  const { artifacts } = await pack({
    target: { kind: 'nsis', platform: 'win32', arch: 'x64' },
    projectDir,
    electronDist,
    electronVersion: '45.0.0',
    win: { signExecutable: false },
    output: join(folder, version, 'dist'),
  });
  const setup = artifacts.find((file) => file.endsWith('.exe'));
  if (setup === undefined) throw new Error('No setup program was made');
  const name = `caredesk-setup-${version}-x64.exe`;
  for (const extension of ['', '.blockmap']) {
    await cp(`${setup}${extension}`, join(harness.folder, `${name}${extension}`));
  }
  return feedEntry(harness.folder, name);
}

test('an update of the setup program fetches what changed, of two that were really made', async () => {
  await publishSetup('1.0.0');
  const file = await publishSetup('1.1.0');
  await harness.publish({ files: [file] });
  await harness.keepInstaller();
  const engine = harness.open();
  expect(await engine.isOffered(await engine.fetchFeed(null, never))).toBe(true);
  await engine.download(() => undefined, never);
  const fetched = join(harness.cache, 'pending', file.url);
  expect(await sha512Of(fetched)).toBe(file.sha512);
  const sent = harness.host.sent.get(file.url) ?? Number.NaN;
  // What is new of CareDesk itself, and the edges of the blocks around it; never Electron.
  expect(sent).toBeGreaterThan(200_000);
  expect(file.size).toBeGreaterThan(electronSize);
  expect(sent).toBeLessThan(file.size / 4);
}, 120_000);
