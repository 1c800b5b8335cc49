import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { sandboxArguments } from './electron-runtime/sandbox-arguments.ts';
import { projectRoot } from './project-root.ts';

/** This process's, and where CareDesk from the checkout keeps its files unless another place is named. */
export function developmentEnvironment(): NodeJS.ProcessEnv {
  return { CAREDESK_USER_DATA: join(projectRoot, 'out/user-data'), ...process.env };
}

/** Runs CareDesk from the checkout until it ends; Ctrl+C asks it to quit. Resolves with its exit code. */
export async function runApp(
  executable: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const all = [...(await sandboxArguments()), projectRoot, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(executable, all, { env: environment, stdio: 'inherit' });
    const quit = () => child.kill('SIGTERM');
    process.on('SIGINT', quit).on('SIGTERM', quit);
    const settle = () => process.off('SIGINT', quit).off('SIGTERM', quit);
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      settle();
      resolve(signal === null ? (code ?? 1) : 0);
    });
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
