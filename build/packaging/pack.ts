import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Configuration, type WindowsConfiguration } from 'electron-builder';
import { compileMachineFolderProgram } from './machine-folder-program.ts';
import { extendMsiProject, msiChannelFile } from './msi-project.ts';
import { nativeModuleFiles, readyNativeModules } from './native-module.ts';
import { builderTargets, type PackageTarget } from './package-target.ts';
import { PackagingError } from './packaging-error.ts';

export interface PackRequest {
  readonly target: PackageTarget;
  /** The checkout, bundled, with its `out/build/build.json`. */
  readonly projectDir: string;
  /** Where the native modules are installed: the folder that holds `node_modules`; the checkout by default. */
  readonly modulesIn?: string;
  /** Folder of an unpacked Electron of the target; null: electron-builder downloads it. */
  readonly electronDist: string | null;
  readonly electronVersion: string;
  /** What `windowsSigning` says; ignored for Linux. */
  readonly win: WindowsConfiguration;
  /** Where packages go; `dist` by default. */
  readonly output?: string;
  /** Called with the finished MSI project, before WiX compiles it. */
  onMsiProject?(file: string): Promise<void>;
}

export interface Packed {
  /** The unpacked folder that the package was made of. */
  readonly folder: string;
  /** Installers and the like, without the block maps beside them; none for `dir`. */
  readonly artifacts: readonly string[];
}

/** Written into `resources/` for the targets that nothing installs. */
function channelOf({ kind }: PackageTarget): string | null {
  return kind === 'appimage' || kind === 'deb' ? kind : null;
}

/** What a run adds to `electron-builder.yml`. */
export function builderConfiguration(request: PackRequest): Configuration {
  const { target, electronDist, electronVersion, win, output } = request;
  const isSigned = target.platform === 'win32' && win.signExecutable !== false;
  return {
    ...(electronDist === null ? {} : { electronDist }),
    electronVersion,
    ...(output === undefined ? {} : { directories: { output } }),
    // electron-builder has ${platform} for the machine that packs, not for the target.
    files: [
      ...nativeModuleFiles(target),
      ...(target.platform === 'win32' ? ['out/workstation/notices.js'] : []),
    ],
    // A deb must name a home page, and CareDesk has none.
    ...(target.kind === 'deb' ? { extraMetadata: { homepage: 'https://caredesk.invalid/' } } : {}),
    ...(target.platform === 'win32' ? { win, forceCodeSigning: isSigned } : {}),
    async beforePack(context) {
      const { projectDir, modulesIn = projectDir } = request;
      await readyNativeModules(projectDir, modulesIn, target, context.packager);
      await compileMachineFolderProgram(context);
    },
    async msiProjectCreated(file) {
      await writeFile(file, extendMsiProject(await readFile(file, 'utf8')));
      await writeFile(join(dirname(file), msiChannelFile), 'msi');
      await request.onMsiProject?.(file);
    },
  };
}

/**
 * Packs with `electron-builder.yml`.
 *
 * @throws PackagingError PACKAGE_NOT_MADE, NATIVE_MODULE_MISSING, MSI_PROJECT_UNKNOWN; what electron-builder throws
 */
export async function pack(request: PackRequest): Promise<Packed> {
  let folder: string | null = null;
  const files = await build({
    projectDir: request.projectDir,
    targets: builderTargets(request.target),
    publish: 'never',
    config: {
      ...builderConfiguration(request),
      async afterPack({ appOutDir }) {
        folder = appOutDir;
        const channel = channelOf(request.target);
        if (channel !== null) {
          await writeFile(join(appOutDir, 'resources/install-channel'), channel);
        }
      },
    },
  });
  if (folder === null) throw new PackagingError('PACKAGE_NOT_MADE', 'Nothing was packed.');
  return { folder, artifacts: files.filter((file) => /\.(exe|msi|AppImage|deb)$/.test(file)) };
}
