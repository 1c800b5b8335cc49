import { mkdtemp, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '../../../build/project-root.ts';

/** The program of the processes to be killed, as plain JavaScript: two hundred start in a minute. */
export async function bundleRooms(): Promise<{
  readonly script: string;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-kills-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await build({
      configFile: false,
      envDir: false,
      publicDir: false,
      logLevel: 'error',
      root: projectRoot,
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: true,
        target: 'node20',
        outDir: folder,
        minify: true,
        rolldownOptions: {
          input: join(projectRoot, 'tests/integration/kills/rooms-process.ts'),
          external: ['electron', 'keytar', ...builtinModules, /^node:/],
          output: { format: 'es', entryFileNames: 'rooms.mjs', codeSplitting: false },
        },
      },
    });
    return { script: join(folder, 'rooms.mjs'), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
