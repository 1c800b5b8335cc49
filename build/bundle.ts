import { builtinModules } from 'node:module';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig } from 'vite';
import { firstPages } from './first-pages.ts';
import { projectRoot } from './project-root.ts';

export interface BundleOptions {
  /** Folder that holds `electron/` and `renderer/`; the checkout by default. */
  readonly root?: string;
  /** `production` (default) has no source maps; `development` keeps them beside the files. */
  readonly mode?: 'production' | 'development';
  /**
   * What the bundle is for. One for a `checkout` (default) has the seams of development
   * (electron/development.ts); one for a `package` does not contain them.
   */
  readonly purpose?: 'checkout' | 'package';
}

/** Loaded at run time and never inlined: Electron itself, Node, and the native keychain module. */
const external = [
  'electron',
  'keytar',
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
];

function shared(
  root: string,
  mode: 'production' | 'development',
  purpose: 'checkout' | 'package',
): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    mode,
    logLevel: 'warn',
    define: {
      'process.env.NODE_ENV': JSON.stringify(mode),
      __CAREDESK_DEVELOPMENT__: JSON.stringify(purpose === 'checkout'),
    },
    publicDir: false,
    build: {
      emptyOutDir: true,
      minify: mode === 'production',
      sourcemap: mode === 'production' ? false : 'hidden',
      reportCompressedSize: false,
    },
    root,
  };
}

/** One file for a process that has Node: everything inlined but `external`. */
function processBundle(
  base: InlineConfig,
  input: string,
  outDir: string,
  output: { format: 'es' | 'cjs'; fileName: string },
): InlineConfig {
  return {
    ...base,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ...base.build,
      ssr: true,
      target: 'node20',
      outDir,
      rolldownOptions: {
        input,
        external,
        output: { format: output.format, entryFileNames: output.fileName, codeSplitting: false },
      },
    },
  };
}

/**
 * Bundles the five parts of CareDesk into `out/` under `root`:
 * - `out/main/main.js`: the main process, one ES module (VS Code: one file instead of many is
 *   worth about 400 ms of cold start);
 * - `out/keychain/keychain.js`: the process the keychain is called in;
 * - `out/workstation/notices.js`: the process that listens to what Windows tells; packed for it alone;
 * - `out/preload/preload.cjs`: one CommonJS file, the only kind a sandboxed preload can be;
 * - `out/renderer/`: the page of `app://caredesk/`. Nothing is inlined as a data URL and no
 *   polyfill script is added, so that the content security policy can stay at 'self'. The log-in page
 *   is drawn into it ahead (build/first-pages.ts).
 *
 * @returns the modules that went into them: absolute paths of files, sorted, without the bundler's
 *   own virtual ones
 * @throws the bundler's error when a source file does not compile
 */
export async function bundle(options: BundleOptions = {}): Promise<readonly string[]> {
  const root = options.root ?? projectRoot;
  const base = shared(root, options.mode ?? 'production', options.purpose ?? 'checkout');
  const bundles = await Promise.all([
    build(
      processBundle(base, join(root, 'electron/main.ts'), join(root, 'out/main'), {
        format: 'es',
        fileName: 'main.js',
      }),
    ),
    build(
      processBundle(
        base,
        join(root, 'electron/keychain/keychain-process.ts'),
        join(root, 'out/keychain'),
        { format: 'es', fileName: 'keychain.js' },
      ),
    ),
    build(
      processBundle(
        base,
        join(root, 'electron/workstation/windows/notice-process.ts'),
        join(root, 'out/workstation'),
        { format: 'es', fileName: 'notices.js' },
      ),
    ),
    build(
      processBundle(base, join(root, 'electron/preload.ts'), join(root, 'out/preload'), {
        format: 'cjs',
        fileName: 'preload.cjs',
      }),
    ),
    build({
      ...base,
      root: join(root, 'renderer'),
      base: '/',
      plugins: [react(), firstPages(root)],
      css: { preprocessorOptions: { scss: { quietDeps: true } } },
      build: {
        ...base.build,
        target: 'chrome130',
        outDir: join(root, 'out/renderer'),
        assetsInlineLimit: 0,
        // Sass takes most of the two seconds; no need to hear so each time.
        rolldownOptions: {
          input: ['index.html', 'stopped.html'].map((page) => join(root, 'renderer', page)),
          checks: { bundlerTimings: false },
        },
        modulePreload: { polyfill: false },
      },
    }),
  ]);
  return [...new Set(bundles.flatMap(modulesOf))].toSorted();
}

function modulesOf(result: Awaited<ReturnType<typeof build>>): readonly string[] {
  const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : [];
  return outputs
    .flatMap(({ output }) => output)
    .flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
    .map((id) => id.replace(/\?.*$/, ''))
    .filter((id) => isAbsolute(id));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const started = performance.now();
  await bundle({ mode: process.argv.includes('--development') ? 'development' : 'production' });
  console.log(`Bundled into out/ in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
