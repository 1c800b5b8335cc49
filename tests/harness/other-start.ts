import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';

/** What came of starting CareDesk once more. */
export interface OtherStart {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Starts CareDesk as it was started before, with other variables, and waits for its end. */
export async function startOther(
  first: ChildProcess,
  variables: Readonly<Record<string, string>>,
): Promise<OtherStart> {
  const started = spawn(first.spawnfile, first.spawnargs.slice(1), {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  const [stderr] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  return { exitCode: started.exitCode, stderr };
}
