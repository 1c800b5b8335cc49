import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '../../../build/project-root.ts';

/** The scripts of the bench's other processes, as plain JavaScript. */
export interface Bundles {
  readonly provider: string;
  readonly worker: string;
  remove(): Promise<void>;
}

/**
 * Turns the bench's processes into JavaScript in a throw-away folder, so that no TypeScript loader
 * is in what is measured. Packages are loaded as installed, for every candidate alike, but for
 * AppAuth: its 1.4.0 imports its own files without their extensions, which Node refuses, so it is
 * bundled.
 * @throws the bundler's error when a source file does not compile
 */
export async function bundleProcesses(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-bench-sign-in-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const sources = join(projectRoot, 'tests/bench/sign-in');
  try {
    await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'dir');
    await build({
      configFile: false,
      envDir: false,
      publicDir: false,
      logLevel: 'error',
      root: projectRoot,
      ssr: { noExternal: ['@openid/appauth'], target: 'node' },
      build: {
        ssr: true,
        target: 'node20',
        outDir: join(folder, 'out'),
        emptyOutDir: true,
        minify: false,
        rolldownOptions: {
          input: {
            provider: join(sources, 'provider/process.ts'),
            worker: join(sources, 'worker.ts'),
          },
          external: [...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
          output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
        },
      },
    });
    return {
      provider: join(folder, 'out/provider.mjs'),
      worker: join(folder, 'out/worker.mjs'),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
