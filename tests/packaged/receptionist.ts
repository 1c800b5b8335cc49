import { waitUntil } from '../harness/wait-until.ts';
import type { InstalledApp } from './installed-app.ts';
import type { Keyboard } from './keyboard.ts';
import type { Accessible, ScreenReader } from './screen-reader.ts';

/** More than any screen has stops. */
const mostStops = 60;

/**
 * Somebody who works with CareDesk by keyboard and screen reader alone, and sees nothing that
 * assistive technology is not told.
 */
export class Receptionist {
  readonly #app: InstalledApp;
  readonly #keyboard: Keyboard;
  readonly #reader: ScreenReader;

  constructor(app: InstalledApp, keyboard: Keyboard, reader: ScreenReader) {
    this.#app = app;
    this.#keyboard = keyboard;
    this.#reader = reader;
  }

  /** Waits for CareDesk's window and takes the keyboard to it. */
  async windowAppears(): Promise<void> {
    await this.#wait('a window of CareDesk', async () => {
      const titles = await this.#keyboard.titles();
      return titles.length > 0 ? titles : null;
    });
    await this.#keyboard.focusWindow();
  }

  /** The title of the window. */
  async title(): Promise<string> {
    return (await this.#keyboard.titles()).join(' | ');
  }

  /** All that is on the screen. */
  screen(): Promise<readonly Accessible[]> {
    return this.#reader.read();
  }

  /** All the words on the screen: a line for each thing, as long as its text goes on. */
  async words(): Promise<string> {
    const screen = await this.screen();
    return screen.map(({ role, name }) => (role === 'static' ? name : `\n${name}\n`)).join('');
  }

  /** Waits until something with this role and name is there. */
  finds(role: string, name: string | RegExp): Promise<Accessible> {
    return this.#wait(`${role} “${name}”`, async () => {
      const screen = await this.screen();
      return screen.find((item) => item.role === role && matches(item.name, name)) ?? null;
    });
  }

  /** Waits until these words are on the screen. */
  async reads(words: string | RegExp): Promise<void> {
    await this.#wait(`the words “${words}”`, async () => {
      const text = await this.words();
      return (typeof words === 'string' ? text.includes(words) : words.test(text)) ? text : null;
    });
  }

  /** Waits until these words are no longer on the screen. */
  async seesGone(words: string): Promise<void> {
    await this.#wait(`the words “${words}” to go`, async () =>
      (await this.words()).includes(words) ? null : words,
    );
  }

  /** Goes with the Tab key to what has this name, and nowhere else. */
  async goTo(role: string, name: string | RegExp): Promise<void> {
    await this.finds(role, name);
    await this.#keyboard.focusWindow();
    for (let stop = 0; stop < mostStops; stop += 1) {
      const focused = (await this.screen()).filter((item) => item.focused);
      if (focused.some((item) => item.role === role && matches(item.name, name))) return;
      await this.#keyboard.press('Tab');
    }
    throw new Error(`${role} “${name}” cannot be reached with the Tab key`);
  }

  async press(...keys: readonly string[]): Promise<void> {
    await this.#keyboard.press(...keys);
  }

  async type(text: string): Promise<void> {
    await this.#keyboard.type(text);
  }

  /** Goes to a button and presses it. */
  async uses(name: string | RegExp): Promise<void> {
    await this.goTo('push button', name);
    await this.#keyboard.press('Return');
  }

  async #wait<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
    try {
      return await waitUntil(what, async () => {
        if (!this.#app.isRunning()) throw new Error(`CareDesk has ended:\n${this.#app.output()}`);
        return ask();
      });
    } catch (error) {
      const seen = await this.words().catch(() => '(nothing)');
      throw new Error(`${String(error)}\nOn the screen:\n${seen}\nPrinted:\n${this.#app.output()}`);
    }
  }
}

function matches(name: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? name === wanted : wanted.test(name);
}
