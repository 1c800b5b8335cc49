import { spawn } from 'node:child_process';

export interface CommandOutcome {
  /** Exit code; null when the command could not be started or was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  /** What it wrote to stderr, or why it could not be started. */
  readonly stderr: string;
}

/** Runs a command to its end, quietly. Never rejects: a command that is not there has code null. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** Milliseconds after which it is ended. */
    readonly timeout?: number;
    /** Whose command it is; only root can run another's. */
    readonly uid?: number;
    readonly gid?: number;
  } = {},
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => resolve({ code: null, stdout, stderr: error.message }));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
