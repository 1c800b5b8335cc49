import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainHolds, keychainItems } from '../harness/keychain-items.ts';
import { heapOf } from './heap.ts';
import { askForPatient, signInToWork } from './screen.ts';

/** Marks of the people in this story: the clinician's and the patient's. */
const personal = ['Ben Carter', 'WHITFIELD', mainStoryPatient.nhsNumber, 'Larkspur Close'];

let harness: Harness;
/** Everything that crossed the page's network, as DevTools shows it: addresses, headers, bodies. */
const traffic: string[] = [];

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

async function recordTraffic(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', (event) => traffic.push(JSON.stringify(event)));
  session.on('Network.responseReceived', (event) => traffic.push(JSON.stringify(event)));
  session.on('Network.loadingFinished', ({ requestId }) => {
    session
      .send('Network.getResponseBody', { requestId })
      .then(({ body }) => traffic.push(body))
      .catch(() => undefined);
  });
}

async function storageOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return JSON.stringify({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases,
      caches: await caches.keys().catch(() => []),
      cookie: document.cookie,
      resources: performance.getEntries().map(({ name }) => name),
    });
  });
}

/** Contents of all files under a folder, as bytes. */
async function filesUnder(folder: string): Promise<{ path: string; content: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path, content: await readFile(path).catch(() => Buffer.alloc(0)) };
      }),
  );
}

function inFile(content: Buffer, text: string): boolean {
  return content.includes(text) || content.includes(Buffer.from(text, 'utf16le'));
}

describe('secrets stay in main', () => {
  it('during a whole session: none in the page, its network, its storage, the output or a file', async () => {
    await recordTraffic(await harness.window());
    const page = await signInToWork(harness);
    harness.sandbox.faults.set('pds-401');
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();

    const secrets = harness.sandbox.issuedSecrets();
    expect(new Set(secrets.map(({ kind }) => kind))).toEqual(
      new Set(['code', 'verifier', 'id-token', 'access-token', 'refresh-token']),
    );
    const places: Record<string, string> = {
      heap: await heapOf(page),
      storage: await storageOf(page),
      page: await page.content(),
      network: traffic.join('\n'),
      output: await harness.output(),
    };
    // The search itself works: what the page does hold is found in it.
    expect(places['heap']?.includes('WHITFIELD')).toBe(true);
    expect(places['network']).toContain('/api/pds/Patient/');
    const found = Object.entries(places).flatMap(([place, text]) =>
      secrets.filter(({ value }) => text.includes(value)).map(({ kind }) => `${kind} in ${place}`),
    );
    expect(found).toEqual([]);
    expect(places['network']?.toLowerCase()).not.toContain('bearer ');

    const files = await filesUnder(harness.userData);
    expect(files.length).toBeGreaterThan(3);
    const inFiles = files.flatMap(({ path, content }) =>
      [...secrets.map(({ value }) => value), ...personal]
        .filter((text) => inFile(content, text))
        .map((text) => `${text.slice(0, 4)}… in ${path}`),
    );
    expect(inFiles).toEqual([]);
    expect(personal.filter((text) => places['output']?.includes(text))).toEqual([]);
  });

  it('the keychain holds nothing of a sign-in that is not to be remembered', async () => {
    expect(await keychainItems()).toEqual([]);
    const newest = harness.sandbox.issuedSecrets().findLast(({ kind }) => kind === 'refresh-token');
    const stored = Buffer.from(newest?.value ?? '', 'utf8').toString('base64url');
    expect(stored).not.toBe('');
    expect(await keychainHolds(stored)).toBe(false);
  });

  it('after signing out: a new process, no person in it, nothing in the keychain or a file', async () => {
    const processOf = () =>
      harness.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.webContents.getOSProcessId()),
      );
    const before = await processOf();
    const page = await harness.signOut();
    const after = await processOf();
    expect(before).toHaveLength(1);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);

    expect(await keychainItems()).toEqual([]);
    const heap = await heapOf(page);
    expect(heap.includes('Care Identity')).toBe(true);
    const places = { heap, storage: await storageOf(page), page: await page.content() };
    const left = Object.entries(places).flatMap(([place, text]) =>
      personal.filter((mark) => text.includes(mark)).map((mark) => `${mark} in ${place}`),
    );
    expect(left).toEqual([]);
    const files = await filesUnder(harness.userData);
    const inFiles = files.filter(({ content }) => personal.some((mark) => inFile(content, mark)));
    expect(inFiles.map(({ path }) => path)).toEqual([]);
  });
});
