import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'vite';
import { projectRoot } from '../../../build/project-root.ts';
import { waitUntil } from '../../harness/wait-until.ts';

/** Where the rooms are. */
export type RoomsPlace = 'main' | 'utility';

/** What happens at the end of a session. */
export type SessionEnd = 'fork' | 'successor' | 'relaunch';

/** The stand-in, ready to be started. */
export interface StandIn {
  /** Starts it and waits until its window can be used. */
  start(rooms: RoomsPlace, end: SessionEnd): Promise<RunningStandIn>;
  remove(): Promise<void>;
}

export interface RunningStandIn {
  /** Of its main process as it is now. */
  readonly pid: number;
  /** Ends the session. Gives the milliseconds until a window can be used again. */
  endSession(): Promise<number>;
  /** Ends it. */
  stop(): Promise<void>;
}

interface Note {
  readonly what: 'usable' | 'ended';
  readonly at: number;
  readonly pid: number;
}

const sources = join(projectRoot, 'tests/bench/session-end/stand-in');

/** Bundles CareDesk's rooms as build/bundle.ts does, beside a copy of the stand-in's other files. */
export async function buildStandIn(electron: string, flags: readonly string[]): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-bench-session-end-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const app = join(folder, 'app');
  let started = 0;
  try {
    await cp(sources, app, { recursive: true, filter: (file) => !file.endsWith('.ts') });
    await build({
      configFile: false,
      envDir: false,
      publicDir: false,
      logLevel: 'error',
      root: projectRoot,
      define: { 'process.env.NODE_ENV': JSON.stringify('production') },
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: true,
        target: 'node20',
        outDir: app,
        emptyOutDir: false,
        minify: true,
        rolldownOptions: {
          input: { main: join(sources, 'main.ts'), utility: join(sources, 'utility.ts') },
          external: [
            'electron',
            'keytar',
            ...builtinModules,
            ...builtinModules.map((name) => `node:${name}`),
          ],
          output: { format: 'es', entryFileNames: '[name].js' },
        },
      },
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    async start(rooms, end) {
      started += 1;
      const notes = join(folder, `notes-${started}`);
      await writeFile(notes, '');
      const child = spawn(electron, [...flags, app], {
        env: {
          ...process.env,
          STAND_IN_NOTES: notes,
          STAND_IN_ROOMS: rooms,
          STAND_IN_END: end,
          STAND_IN_USER_DATA: join(folder, `user-data-${started}`),
        },
        stdio: 'ignore',
      });
      return follow(child, notes);
    },
    remove,
  };
}

async function follow(child: ChildProcess, file: string): Promise<RunningStandIn> {
  const notes = async (): Promise<Note[]> => {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line): Note => JSON.parse(line));
  };
  const usable = (times: number) =>
    waitUntil('a window that can be used', async () => {
      const found = (await notes()).filter(({ what }) => what === 'usable');
      return found[times - 1] ?? null;
    });
  let times = 1;
  let { pid } = await usable(times).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    get pid() {
      return pid;
    },
    async endSession() {
      process.kill(pid, 'SIGUSR2');
      times += 1;
      const next = await usable(times);
      pid = next.pid;
      const ended = (await notes()).findLast(({ what }) => what === 'ended');
      return next.at - (ended?.at ?? Number.NaN);
    },
    async stop() {
      const isGone = () => !isRunning(pid);
      if (isGone()) return;
      process.kill(pid, 'SIGTERM');
      await waitUntil('the end of the stand-in', () => (isGone() ? true : null), 5_000).catch(() =>
        process.kill(pid, 'SIGKILL'),
      );
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
