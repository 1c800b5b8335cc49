import { existsSync, rmSync } from 'node:fs';
import { type AppInstance, type AppLaunch, launchApp } from './app-instance.ts';
import { waitUntil } from './wait-until.ts';

/** CareDesk as a person has it before them, whichever of its processes that is. */
export interface RunningApp {
  /** Numbers of all main processes so far. */
  readonly pids: readonly number[];
  /** The one that was started last. */
  readonly latest: AppInstance;
  /** Waits until the process that follows another one has taken its place. */
  current(): Promise<AppInstance>;
  /** Quits CareDesk. */
  quit(): Promise<void>;
}

/** Milliseconds from one look at whether a successor is asked for to the next. */
const lookEvery = 50;

/**
 * Starts CareDesk, and the process that follows it at the end of every session: Playwright can look
 * into what it has started itself.
 */
export async function startRunningApp(launch: AppLaunch): Promise<RunningApp> {
  let latest = await launchApp(launch);
  const pids = [latest.pid];
  let change: Promise<AppInstance> | null = null;

  async function follow(): Promise<AppInstance> {
    const before = latest;
    const next = await launchApp({ ...launch, switches: [...launch.switches, '--successor'] });
    pids.push(next.pid);
    await waitUntil('the end of the process before', () => (before.hasEnded() ? true : null));
    latest = next;
    return next;
  }

  function look(): void {
    if (change !== null || !existsSync(launch.successorRequest)) return;
    rmSync(launch.successorRequest);
    change = follow().finally(() => {
      change = null;
    });
    // Whoever asks for the window is told; else it is told by the test that finds none.
    change.catch(() => undefined);
  }

  const timer = setInterval(look, lookEvery);
  timer.unref();

  return {
    pids,
    get latest() {
      return latest;
    },
    async current() {
      look();
      return change ?? latest;
    },
    async quit() {
      look();
      clearInterval(timer);
      await change?.catch(() => undefined);
      await latest.quit();
    },
  };
}
