import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron, type ElectronApplication, errors, type Page } from 'playwright';
import { sandboxArguments } from '../../build/electron-runtime/sandbox-arguments.ts';
import { projectRoot } from '../../build/project-root.ts';
import { waitUntil } from './wait-until.ts';

export interface AppInstance {
  readonly app: ElectronApplication;
  /** Number of its main process. */
  readonly pid: number;
  /** The window in use now: CareDesk replaces its window at sign-out. */
  window(): Promise<Page>;
  /** Whether the process is gone. */
  hasEnded(): boolean;
  /** Quits CareDesk as its window's close button would; by force after 10 seconds. */
  quit(): Promise<void>;
}

export interface AppLaunch {
  readonly executable: string;
  readonly policyFile: string;
  readonly userData: string;
  /** Folder whose `xdg-open` comes first. */
  readonly openCommandFolder: string;
  /** Chromium's switches, as `--name=value`. */
  readonly switches: readonly string[];
  /** File in which CareDesk asks for the process that follows it. */
  readonly successorRequest: string;
}

function environmentOf(launch: AppLaunch): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    // What the test runner sets for itself is not part of a harness.
    const isRunners = /^(NODE_|VITEST|TEST$|ELECTRON_RUN_AS_NODE|npm_)/.test(name);
    if (value !== undefined && !isRunners) environment[name] = value;
  }
  return {
    ...environment,
    PATH: `${launch.openCommandFolder}:${process.env['PATH'] ?? ''}`,
    CAREDESK_POLICY: launch.policyFile,
    CAREDESK_USER_DATA: launch.userData,
    CAREDESK_SUCCESSOR: launch.successorRequest,
  };
}

/** Starts the bundled CareDesk and waits for its window. */
export async function launchApp(launch: AppLaunch): Promise<AppInstance> {
  const sandbox = await sandboxArguments();
  const start = () =>
    _electron.launch({
      executablePath: launch.executable,
      args: [...sandbox, ...launch.switches, projectRoot],
      env: environmentOf(launch),
      // Without this Playwright turns the sandbox off itself.
      chromiumSandbox: sandbox.length === 0,
      cwd: projectRoot,
      timeout: 20_000,
    });
  // Playwright holds Electron's `ready` back until both its debuggers are attached, and on a busy
  // machine now and then lets it go never: seen once, with CareDesk waiting. The tests of the package
  // start CareDesk without it.
  const app = await start().catch((error: unknown) => {
    if (error instanceof errors.TimeoutError) return start();
    throw error;
  });
  // Asked now: Playwright cannot name the process of an app that has crashed.
  const child = app.process();
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const instance: AppInstance = {
    app,
    pid: child.pid ?? 0,
    window: () =>
      waitUntil('a CareDesk window', async () => {
        const page = app.windows().findLast((window) => !window.isClosed());
        return page?.url().startsWith('app://') === true ? page : null;
      }),
    hasEnded,
    async quit() {
      if (hasEnded()) return;
      const closed = app.close().then(
        () => true,
        () => false,
      );
      const inTime = await Promise.race([closed, sleep(10_000, false, { ref: false })]);
      if (!inTime) child.kill('SIGKILL');
    },
  };
  const first = await instance.window();
  await first.waitForLoadState();
  return instance;
}
