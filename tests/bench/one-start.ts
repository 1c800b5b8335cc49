import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';

export interface Start {
  /** Milliseconds from spawn to the button painted with its handler attached. */
  readonly ready: number;
  /** Milliseconds from spawn to the first contentful paint. */
  readonly firstPaint: number;
}

export interface App {
  readonly name: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Proves that the button answers; runs after everything was measured. */
  answers(page: Page): Promise<void>;
}

/**
 * Starts an app once with a fresh profile, leaves it alone for 2.5 s, and only then asks it over
 * the DevTools protocol for the times it noted itself: measuring disturbs nothing.
 */
export async function startOnce(
  electron: string,
  flags: readonly string[],
  app: App,
  profile: string | null,
): Promise<Start> {
  const userData = profile ?? mkdtempSync(join(tmpdir(), 'caredesk-bench-'));
  const spawnedAt = performance.timeOrigin + performance.now();
  const child = spawn(electron, [...flags, '--remote-debugging-port=0', app.folder], {
    env: { ...process.env, ...app.env, CAREDESK_USER_DATA: userData },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const endpoint = await devToolsEndpoint(child.stderr);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const browser = await chromium.connectOverCDP(endpoint);
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error(`${app.name} shows no window`);
    // On a machine that is busy with something else it may not be there yet.
    await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint').length > 0,
    );
    const times = await page.evaluate(() =>
      ['caredesk/sign-in-ready', 'first-contentful-paint'].map(
        (name) =>
          performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN),
      ),
    );
    const [ready = Number.NaN, firstPaint = Number.NaN] = times;
    await app.answers(page);
    await browser.close();
    const start = { ready: ready - spawnedAt, firstPaint: firstPaint - spawnedAt };
    if (!Object.values(start).every((value) => Number.isFinite(value) && value > 0)) {
      throw new Error(`${app.name} did not note its times`);
    }
    return start;
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    if (profile === null) rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

function devToolsEndpoint(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`no DevTools endpoint: ${text}`)), 20_000);
    stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const endpoint = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (endpoint === undefined) return;
      clearTimeout(timer);
      resolve(endpoint);
    });
  });
}
