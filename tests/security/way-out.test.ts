import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { type ForeignHost, openForeignHost } from './foreign-host.ts';
import { lookedUpDuring } from './name-lookups.ts';
import { type Target, tryWaysOut, waysOut, waysThroughFrames } from './ways-out.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

interface Outcome {
  readonly arrivals: ReadonlyMap<string, number>;
  readonly lookedUp: string;
  readonly targets: readonly Target[];
}

/** Tries every way from a page, each to a host of its own. */
async function tryFrom(page: Page, mark: string, ways: readonly string[]): Promise<Outcome> {
  const hosts = new Map<string, ForeignHost>();
  for (const way of ways) hosts.set(way, await openForeignHost());
  const targets = [...hosts].map(([way, { port }], index) => ({
    way,
    port,
    name: `way-${index}-${mark}.record.example`,
  }));
  try {
    const lookedUp = await lookedUpDuring(harness.app, () => tryAll(page, targets));
    const arrivals = new Map([...hosts].map(([way, host]) => [way, host.arrivals()]));
    return { arrivals, lookedUp, targets };
  } finally {
    for (const host of hosts.values()) await host.close();
  }
}

/** A page that CareDesk puts another in the place of goes in the middle of it. */
async function tryAll(page: Page, targets: readonly Target[]): Promise<void> {
  await page.evaluate(tryWaysOut, targets).catch((error: unknown) => {
    if (!page.isClosed()) throw error;
  });
  // What was under way in it is still seen.
  if (page.isClosed()) await sleep(500);
}

function namesLookedUp({ lookedUp, targets }: Outcome, way: string): string[] {
  return targets.flatMap((target) =>
    target.way === way && lookedUp.includes(target.name) ? [target.name] : [],
  );
}

describe.each([
  ['with its content security policy', false],
  ['with its content security policy switched off', true],
])('nothing leaves the page %s', (_case, bypass) => {
  let outcome: Outcome;

  async function openPage(): Promise<Page> {
    const page = await harness.window();
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Page.enable');
    await devTools.send('Page.setBypassCSP', { enabled: bypass });
    await page.reload();
    return page;
  }

  beforeAll(async () => {
    const page = await openPage();
    outcome = await tryFrom(page, bypass ? 'bypassed' : 'guarded', waysOut);
    expect(page.isClosed()).toBe(false);
    expect(page.url()).toMatch(/^app:\/\/caredesk\/(#here)?$/);
  });

  it.each(waysOut)('by %s', (way) => {
    expect(outcome.arrivals.get(way)).toBe(0);
    expect(namesLookedUp(outcome, way)).toEqual([]);
  });

  it.each(waysThroughFrames)('by %s', async (way) => {
    const page = await openPage();
    const tried = await tryFrom(page, bypass ? 'bypassed' : 'guarded', [way]);
    expect(tried.arrivals.get(way)).toBe(0);
    expect(namesLookedUp(tried, way)).toEqual([]);
  });

  it('by any datagram', () => {
    expect(outcome.lookedUp).not.toMatch(/record\.example|"byte_count"/);
  });
});

describe('what would leave is noticed', () => {
  it('from a window without CareDesk’s guards', async () => {
    const opened = harness.app.waitForEvent('window');
    await harness.app.evaluate(async ({ BrowserWindow, session }) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { session: session.fromPartition('unguarded') },
      });
      await window.loadURL('data:text/html,<title>unguarded</title><body>');
    });
    const page = await opened;
    const ways = ['fetch', 'img', 'STUN', 'TURN over TCP'];
    const outcome = await tryFrom(page, 'unguarded', ways);
    const arrived = ways.filter((way) => (outcome.arrivals.get(way) ?? 0) > 0);
    const named = ways.filter((way) => namesLookedUp(outcome, way).length > 0);
    await page.close();
    expect(arrived).toEqual(ways);
    expect(named).toEqual(ways);
  });
});
