import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../../build/bundle.ts';
import { resolveElectron } from '../../../build/electron-runtime/resolve-electron.ts';
import { buildStamp, writeBuildStamp } from '../../../build/packaging/build-stamp.ts';
import { companionsOf } from '../../../build/packaging/companions.ts';
import { copyRuntime } from '../../../build/packaging/copy-runtime.ts';
import { checkLicences, writeLicenceFiles } from '../../../build/packaging/licence-files.ts';
import { pack } from '../../../build/packaging/pack.ts';
import { readReleaseTrust } from '../../../build/packaging/release-trust-file.ts';
import { writeAppImageTools } from '../../../build/packaging/stand-in/appimage-tools.ts';
import { projectRoot } from '../../../build/project-root.ts';
import { runCommand } from '../../../build/run-command.ts';
import { scriptCommand } from '../../../build/script-command.ts';

/** What is new in each version, by its number. */
export type VersionsToPack = Readonly<Record<string, readonly string[]>>;

/** What packing reads of the checkout. */
const sources = [
  'electron',
  'renderer',
  'build/icons',
  'build/linux',
  'electron-builder.yml',
  'package.json',
  'tsconfig.json',
  'LICENSE',
];

/**
 * Packs the checkout as AppImages, once for each version, with a supplier's keys of the test's own.
 * Nothing else differs from `npm run package -- --target appimage`.
 *
 * Runs in a process of its own: bundlers look at NODE_ENV, which a test runner sets.
 *
 * @param folder a folder that is not there yet; `<folder>/<version>/` gets each version's package
 * @param trustFile in place of `electron/updates/release-trust.json`
 */
export async function packVersions(
  folder: string,
  trustFile: string,
  versions: VersionsToPack,
): Promise<void> {
  const { NODE_ENV: _, VITEST: __, ...environment } = process.env;
  const [node, ...script] = scriptCommand(
    'tests/packaged/update/pack-versions.ts',
    folder,
    trustFile,
    JSON.stringify(versions),
  );
  const run = await runCommand(node, script, { env: environment });
  if (run.code !== 0) throw new Error(`Packing failed:\n${run.stdout}\n${run.stderr}`);
}

async function packAll(folder: string, trustFile: string, versions: VersionsToPack): Promise<void> {
  const project = join(folder, 'project');
  for (const name of sources) {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await cp(join(projectRoot, name), join(project, name), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(project, 'node_modules'));
  await cp(trustFile, join(project, 'electron/updates/release-trust.json'));
  const modules = await bundle({ root: project, purpose: 'package' });

  const tools = join(folder, 'tools');
  await writeAppImageTools(tools);
  process.env['APPIMAGE_TOOLS_PATH'] = tools;
  const runtime = await resolveElectron();
  const electronDist = join(folder, 'electron');
  await mkdir(electronDist);
  await copyRuntime(runtime.executable, electronDist);

  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  const licences = await checkLicences(
    modules,
    { platform: 'linux', arch },
    { electron: runtime.version, chromium: null, node: null },
  );

  for (const [version, notes] of Object.entries(versions)) {
    await writeVersion(project, version);
    const stamp = buildStamp({
      version,
      electron: runtime.version,
      intendedElectron: runtime.version,
      platform: 'linux',
      arch,
      commit: null,
      isSigned: false,
      releaseKeys: (await readReleaseTrust(project)).releaseKeys.map(({ keyId }) => keyId),
      notes,
    });
    await writeBuildStamp(join(project, 'out/build/build.json'), stamp);
    const { artifacts } = await pack({
      target: { kind: 'appimage', platform: 'linux', arch },
      projectDir: project,
      electronDist,
      electronVersion: runtime.version,
      win: {},
      output: join(folder, version),
    });
    for (const artifact of artifacts) {
      await writeBuildStamp(companionsOf(artifact).stamp, stamp);
      await writeLicenceFiles(artifact, { version, licences, programs: [], madeAt: null });
    }
  }
}

async function writeVersion(project: string, version: string): Promise<void> {
  const file = join(project, 'package.json');
  const described: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...described, version }, null, 2));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder = '', trustFile = '', versions = ''] = process.argv.slice(2);
  await packAll(folder, trustFile, JSON.parse(versions));
}
