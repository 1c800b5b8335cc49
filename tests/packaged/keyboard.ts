import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The keyboard of the display in an environment: what is typed goes where the focus is. */
export interface Keyboard {
  /** Presses keys one after the other, named as X names them: `Tab`, `Return`, `ctrl+shift+i`. */
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Gives the keyboard to the windows there are; there is no window manager to do it. */
  focusWindow(): Promise<void>;
  /** Titles of all windows on the screen. */
  titles(): Promise<readonly string[]>;
}

export function openKeyboard(environment: NodeJS.ProcessEnv): Keyboard {
  const xdotool = async (...args: string[]) =>
    (await run('xdotool', args, { env: environment, timeout: 10_000 })).stdout;
  const windows = async () => {
    // It fails when it finds none. Nothing but CareDesk is on this display.
    const found = await xdotool('search', '--onlyvisible', '--name', '.').catch(() => '');
    return found.split('\n').filter((line) => line !== '');
  };
  return {
    async press(...keys) {
      await xdotool('key', '--clearmodifiers', ...keys);
    },
    async type(text) {
      await xdotool('type', '--clearmodifiers', '--delay', '20', text);
    },
    async focusWindow() {
      for (const window of await windows()) {
        // A window may be gone by now.
        await xdotool('windowfocus', '--sync', window).catch(() => undefined);
      }
    },
    async titles() {
      const titles = await Promise.all(
        (await windows()).map((window) => xdotool('getwindowname', window).catch(() => '')),
      );
      return titles.map((title) => title.trim()).filter((title) => title !== '');
    },
  };
}
