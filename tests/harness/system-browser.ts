import type { Page } from 'playwright';
import { type PasskeyKind, plugInAuthenticator } from './authenticator.ts';
import { launchChromium } from './chromium.ts';
import type { OpenCommand } from './open-command.ts';

/** The browser that CareDesk opens: a real Chromium, one profile for each person at the harness. */
export interface SystemBrowser {
  /** The page of the person who uses the browser now. */
  page(): Page;
  /** The next address CareDesk opened; each is given once. */
  opened(): Promise<string>;
  /** How many addresses CareDesk opened so far. */
  openedCount(): Promise<number>;
  /** Sits this person at the browser, with the passkeys they created before. */
  seat(person: string, kind?: PasskeyKind): Promise<void>;
  /** Goes to an address, by default the next one CareDesk opened. */
  visit(address?: string): Promise<void>;
  /** Creates a passkey for the person, on the passkey page that is shown. */
  enrol(person: string): Promise<void>;
  /** Presses “Use a passkey” and waits for CareDesk's own page at the end. */
  signInWithPasskey(): Promise<void>;
  /** Presses “Cancel sign-in” and waits for CareDesk's own page at the end. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

interface Seat {
  readonly page: Page;
  readonly enrolled: Set<string>;
}

/** Starts the browser. Nobody sits at it until `seat` is called. */
export async function startSystemBrowser(
  openCommand: OpenCommand,
): Promise<SystemBrowser & { isEnrolled(person: string): boolean }> {
  const chromium = await launchChromium();
  const seats = new Map<string, Seat>();
  let current: Seat | null = null;

  function seated(): Seat {
    if (current === null) throw new Error('Nobody sits at the browser yet: call seat() first');
    return current;
  }
  async function press(name: string): Promise<void> {
    const { page } = seated();
    await page.getByRole('button', { name }).click();
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\//);
  }
  return {
    page: () => seated().page,
    opened: openCommand.opened,
    openedCount: openCommand.count,
    isEnrolled: (person) => seated().enrolled.has(person),
    async seat(person, kind = 'device-bound') {
      const key = `${person} ${kind}`;
      current = seats.get(key) ?? null;
      if (current !== null) return;
      const context = await chromium.newContext({
        locale: 'en-GB',
        viewport: { width: 1024, height: 768 },
      });
      const page = await context.newPage();
      await plugInAuthenticator(page, kind);
      current = { page, enrolled: new Set() };
      seats.set(key, current);
    },
    async visit(address) {
      await seated().page.goto(address ?? (await openCommand.opened()));
    },
    async enrol(person) {
      const { page, enrolled } = seated();
      await page.getByLabel('Person').selectOption({ label: person });
      await page.getByRole('button', { name: 'Create a passkey' }).click();
      await page.getByRole('status').filter({ hasText: 'Passkey created' }).waitFor();
      enrolled.add(person);
    },
    signInWithPasskey: () => press('Use a passkey'),
    cancel: () => press('Cancel sign-in'),
    close: () => chromium.close(),
  };
}
