import { copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { projectRoot } from '../project-root.ts';
import { runCommand } from '../run-command.ts';
import { buildStamp, writeBuildStamp } from './build-stamp.ts';
import { msiChannelFile } from './msi-project.ts';
import { pack } from './pack.ts';
import { writeNsisTools } from './stand-in/nsis-tools.ts';
import { peImage } from './stand-in/pe-image.ts';
import { writeWindowsElectron } from './stand-in/windows-electron.ts';
import { windowsSigning } from './windows-signing.ts';

/*
 * Makes the Windows packages with the real configuration on a Linux machine without Windows, Wine
 * or WiX, as far as that goes: the setup from a stand-in for Electron and electron-builder’s
 * plug-ins, signed with a certificate of the day; and the MSI's project, which WiX would compile,
 * with the program it runs.
 *
 * Usage: tsx build/packaging/check-windows.ts <folder>
 * <folder> gets `setup-<arch>/` and `msi-x64/` (with `project.wxs`), for tests to look at.
 */

const version = '0.1.0';
const electronVersion = '45.0.0';
const publisher = 'CareDesk test publisher';

class MsiProjectMade extends Error {}

/** The checkout as far as packing reads it, with a few lines in place of the bundles. */
async function writeProject(folder: string): Promise<void> {
  for (const name of ['electron-builder.yml', 'package.json', 'build/installer', 'build/icons']) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(projectRoot, name), join(folder, name), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  await writeModules(join(folder, 'modules/node_modules'));
  const files = [
    'main/main.js',
    'keychain/keychain.js',
    'preload/preload.cjs',
    'workstation/notices.js',
    'renderer/index.html',
    'renderer/stopped.html',
    'renderer/assets/a.js',
  ];
  for (const name of files) {
    await mkdir(dirname(join(folder, 'out', name)), { recursive: true });
    await writeFile(join(folder, 'out', name), `// ${name}\n`);
  }
  const stamp = buildStamp({
    version,
    electron: electronVersion,
    intendedElectron: electronVersion,
    platform: 'win32',
    arch: 'x64',
    commit: null,
    isSigned: true,
  });
  await writeBuildStamp(join(folder, 'out/build/build.json'), stamp);
}

/** The native modules: keytar's, and a stand-in for koffi's, which npm installs on Windows alone. */
async function writeModules(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await symlink(join(projectRoot, 'node_modules/keytar'), join(folder, 'keytar'));
  for (const arch of ['x64', 'arm64'] as const) {
    const koffi = join(folder, `@koromix/koffi-win32-${arch}/win32_${arch}/koffi.node`);
    await mkdir(dirname(koffi), { recursive: true });
    await writeFile(koffi, peImage({ machine: arch, kind: 'library' }));
  }
}

/** A code-signing certificate of a day, as a file that electron-builder takes. */
async function writeCertificate(folder: string): Promise<NodeJS.ProcessEnv> {
  const [key, certificate, bundle] = ['key.pem', 'certificate.pem', 'certificate.pfx'].map((name) =>
    join(folder, name),
  );
  const password = 'of-the-day';
  const commands = [
    `req -x509 -newkey rsa:2048 -nodes -days 1 -keyout ${key} -out ${certificate} -addext extendedKeyUsage=codeSigning -subj`.split(
      ' ',
    ),
    `pkcs12 -export -inkey ${key} -in ${certificate} -out ${bundle} -passout`.split(' '),
  ];
  const lastWords = [`/CN=${publisher}`, `pass:${password}`];
  for (const [index, args] of commands.entries()) {
    const run = await runCommand('openssl', [...args, lastWords[index] ?? '']);
    if (run.code !== 0) throw new Error(`openssl: ${run.stderr}`);
  }
  return { CSC_LINK: bundle, CSC_KEY_PASSWORD: password, USE_SYSTEM_OSSLSIGNCODE: 'true' };
}

async function makeSetup(project: string, output: string, arch: 'x64' | 'arm64'): Promise<void> {
  const electron = join(project, `electron-${arch}`);
  await writeWindowsElectron(electron, arch);
  await pack({
    target: { kind: 'nsis', platform: 'win32', arch },
    projectDir: project,
    modulesIn: join(project, 'modules'),
    electronDist: electron,
    electronVersion,
    win: windowsSigning(process.env, [publisher, 'CareDesk former publisher']).win,
    output: join(output, `setup-${arch}`),
  });
}

async function makeMsiProject(project: string, output: string): Promise<void> {
  const made = pack({
    target: { kind: 'msi', platform: 'win32', arch: 'x64' },
    projectDir: project,
    modulesIn: join(project, 'modules'),
    electronDist: join(project, 'electron-x64'),
    electronVersion,
    win: windowsSigning(process.env, [publisher]).win,
    output: join(output, 'msi-x64'),
    async onMsiProject(file) {
      for (const name of [basename(file), msiChannelFile]) {
        const target = name === msiChannelFile ? name : 'project.wxs';
        await copyFile(join(dirname(file), name), join(output, 'msi-x64', target));
      }
      // Only WiX could go on.
      throw new MsiProjectMade();
    },
  });
  await made.catch((error: unknown) => {
    if (!(error instanceof MsiProjectMade)) throw error;
  });
}

const output = process.argv[2];
if (output === undefined) throw new Error('Say which folder: check-windows.ts <folder>');
const work = await mkdtemp(join(tmpdir(), 'caredesk-windows-'));
try {
  const project = join(work, 'project');
  await writeProject(project);
  await mkdir(join(output, 'msi-x64'), { recursive: true });
  Object.assign(
    process.env,
    await writeNsisTools(join(work, 'tools')),
    await writeCertificate(work),
  );
  await makeSetup(project, output, 'x64');
  await makeMsiProject(project, output);
  for (const name of ['CSC_LINK', 'CSC_KEY_PASSWORD']) delete process.env[name];
  await makeSetup(project, output, 'arm64');
} finally {
  await rm(work, { recursive: true, force: true });
}
