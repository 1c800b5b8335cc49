import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { epoch } from '../watched-screen.ts';

/** Keys pressed in the X server, as a keyboard would: to whichever window has the focus. */
export interface Keyboard {
  /** Presses keys, as `ctrl+l`. Gives the moment at which that began, in epoch milliseconds. */
  press(keys: string): number;
  close(): Promise<void>;
}

/** Opens a keyboard at a display, in a process that is there before the first key. */
export function openKeyboard(display: string): Keyboard {
  // Reads its commands line by line; without the delay each key would wait for 12 ms.
  const xdotool = spawn('xdotool', ['-'], {
    env: { ...process.env, DISPLAY: display },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return {
    press(keys) {
      const at = epoch();
      xdotool.stdin.write(`key --delay 0 ${keys}\n`);
      return at;
    },
    async close() {
      const gone = xdotool.exitCode === null ? once(xdotool, 'exit') : null;
      xdotool.stdin.end();
      await gone;
    },
  };
}
