import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { sandboxArguments } from './electron-runtime/sandbox-arguments.ts';
import { projectRoot } from './project-root.ts';

/** Milliseconds from one look at whether CareDesk asks for another process to the next. */
const lookEvery = 50;

/** This process's, and where CareDesk from the checkout keeps its files unless another place is named. */
export function developmentEnvironment(): NodeJS.ProcessEnv {
  return { CAREDESK_USER_DATA: join(projectRoot, 'out/user-data'), ...process.env };
}

/**
 * Runs CareDesk from the checkout until it ends; Ctrl+C asks it to quit. A process follows another one
 * at the end of every session. Resolves with the exit code of the last.
 */
export async function runApp(
  executable: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const all = [...(await sandboxArguments()), projectRoot, ...args];
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-run-'));
  const request = join(folder, 'successor');
  try {
    return await runToEnd(
      executable,
      all,
      { ...environment, CAREDESK_SUCCESSOR: request },
      request,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runToEnd(
  executable: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  request: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const running = new Set<ChildProcess>();
    const quit = () => {
      for (const child of running) child.kill('SIGTERM');
    };
    const settle = () => {
      clearInterval(timer);
      process.off('SIGINT', quit).off('SIGTERM', quit);
    };
    const start = (extra: readonly string[]) => {
      const child = spawn(executable, [...args, ...extra], { env, stdio: 'inherit' });
      running.add(child);
      child.on('error', (error) => {
        settle();
        reject(error);
      });
      child.on('exit', (code, signal) => {
        running.delete(child);
        if (running.size > 0) return;
        settle();
        resolve(signal === null ? (code ?? 1) : 0);
      });
    };
    const look = () => {
      if (!existsSync(request)) return;
      rmSync(request);
      start(['--successor']);
    };
    const timer = setInterval(look, lookEvery);
    process.on('SIGINT', quit).on('SIGTERM', quit);
    start([]);
  });
}

/**
 * Runs an administrator's command, `--check-policy <file>` say. Needs no desktop: what a command lacks,
 * a password store for instance, it tells itself.
 * @returns Electron's exit code
 */
export function runAdministratorsCommand(
  executable: string,
  args: readonly string[],
): Promise<number> {
  return runApp(executable, args, developmentEnvironment());
}
