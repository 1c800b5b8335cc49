import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pack } from '../../../build/packaging/pack.ts';
import { standInFor } from '../../../build/packaging/stand-in/linux-tools.ts';
import { runCommand } from '../../../build/run-command.ts';
import { writeSmallProject } from './small-project.ts';

let root = '';
let deb = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deb-package-test-'));
  const { variables } = await standInFor('deb', 'x64', root);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { artifacts } = await pack({
    target: { kind: 'deb', platform: 'linux', arch: 'x64' },
    ...(await writeSmallProject(root)),
    electronVersion: '45.4.1',
    win: {},
  });
  expect(artifacts).toHaveLength(1);
  deb = artifacts[0] ?? '';
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function fileOf(path: string): Promise<string> {
  const run = await runCommand('sh', [
    '-c',
    'dpkg-deb --fsys-tarfile "$0" | tar -xO "$1"',
    deb,
    path,
  ]);
  return run.stdout;
}

describe('the package for Debian', () => {
  it('is named for its version and processor, as a release wants it', () => {
    expect(basename(deb)).toBe('caredesk-1.2.3-amd64.deb');
  });

  it('says what it is and who looks after it', async () => {
    const { stdout } = await runCommand('dpkg-deb', ['--field', deb]);
    expect(stdout).toContain('Package: caredesk\n');
    expect(stdout).toContain('Version: 1.2.3\n');
    expect(stdout).toContain('Architecture: amd64\n');
    expect(stdout).toContain('Maintainer: The CareDesk founders <caredesk@example.invalid>\n');
    expect(stdout).toContain('Section: misc\n');
    expect(stdout).toMatch(/^Installed-Size: [1-9]\d*$/m);
    expect(stdout).toMatch(/^Description: Sign in with an NHS Care Identity/m);
  });

  it('installs CareDesk, and says that it came this way', async () => {
    const { stdout } = await runCommand('dpkg-deb', ['--contents', deb]);
    expect(stdout).toMatch(/^-rwxr-xr-x .* \.\/opt\/CareDesk\/caredesk-admin$/m);
    for (const path of ['caredesk', 'resources/app.asar', 'LICENSE.electron.txt']) {
      expect(stdout).toContain(` ./opt/CareDesk/${path}\n`);
    }
    expect(stdout).toMatch(/\.\/usr\/share\/icons\/hicolor\/\d+x\d+\/apps\/caredesk\.png/);
    expect(await fileOf('./opt/CareDesk/resources/install-channel')).toBe('deb');
  });

  it('starts CareDesk with Chromium’s sandbox', async () => {
    const entry = await fileOf('./usr/share/applications/caredesk.desktop');
    expect(entry).toMatch(/^Exec=\/opt\/CareDesk\/caredesk %U$/m);
    expect(entry).toMatch(/^Categories=MedicalSoftware;$/m);
  });
});
