import type { SpawnOptions } from 'node:child_process';
import process from 'node:process';

/** What is watched of a program that was started. */
interface StartedProgram {
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'exit', listener: (code: number | null) => void): unknown;
  unref(): void;
}

interface SystemBrowserDependencies {
  readonly platform: NodeJS.Platform;
  /** Electron's own way. */
  openExternal(address: string): Promise<void>;
  start(program: string, args: readonly string[], options: SpawnOptions): StartedProgram;
  /** Runs a task after so many milliseconds. Returns the function that cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

/** Milliseconds: an `xdg-open` that still runs then is the browser it has started. */
const openAllowance = 15_000;

/**
 * Opens addresses in the system browser. Rejects when no browser opened.
 *
 * On Linux Electron starts `xdg-open` and does not wait to hear what came of it (Chromium's
 * `platform_util_linux.cc`), so CareDesk starts it itself.
 */
export function createSystemBrowser(
  dependencies: SystemBrowserDependencies,
): (address: string) => Promise<void> {
  const { platform, openExternal, start, after } = dependencies;
  if (platform !== 'linux') return openExternal;
  return (address) =>
    new Promise((resolve, reject) => {
      const program = start('xdg-open', [address], {
        // The browser outlives CareDesk, and has no business with its terminal.
        detached: true,
        stdio: 'ignore',
        // As Chromium has it: no browser that needs a terminal.
        env: { ...process.env, MM_NOTTTY: '1' },
      });
      program.unref();
      const stopTimer = after(openAllowance, resolve);
      program.once('error', (error) => {
        stopTimer();
        reject(error);
      });
      program.once('exit', (code) => {
        stopTimer();
        if (code === 0) resolve();
        else reject(new Error(`xdg-open ended with ${code ?? 'a signal'}`));
      });
    });
}
