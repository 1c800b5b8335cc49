import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DesktopSession, startDesktopSession } from '../../build/headless/desktop-session.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { lockKeyring } from '../harness/locked-keyring.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { heading } from './screen.ts';

const run = promisify(execFile);

let session: DesktopSession;
let harness: Harness;

beforeAll(async () => {
  // A desktop session of its own: a keyring that was locked stays so.
  session = await startDesktopSession();
  Object.assign(process.env, session.environment);
  // A log-in that is not remembered needs no keychain.
  harness = await startHarness({ policy: { rememberSignIn: true } });
});

afterAll(async () => {
  await harness.close();
  await session.stop();
});

/** Whether the keyring's own window asks for its password. */
async function isAsking(): Promise<true | null> {
  const found = await run('xdotool', ['search', '--onlyvisible', '--name', 'Unlock']).catch(
    () => null,
  );
  return found === null ? null : true;
}

describe('a keyring that asks for its password, and nobody answers', () => {
  it('holds up neither signing in nor signing out, time after time', async () => {
    await lockKeyring();
    for (let time = 1; time <= 5; time += 1) {
      await harness.signIn('Ben Carter');
      const page = await harness.window();
      await heading(page, 'Find a patient').waitFor();
      if (time === 1) {
        await waitUntil('the keyring to ask', isAsking);
        await page.getByRole('status').getByText('KEYCHAIN_UNANSWERED').waitFor();
      }
      const fresh = await harness.signOut();
      await heading(fresh, 'Log in to CareDesk').waitFor();
      // The person who has gone is told that something may be left.
      if (time === 1) await fresh.getByText('Code: KEYCHAIN_NOT_CLEARED').waitFor();
    }
  }, 180_000);

  it('does not keep CareDesk from closing', async () => {
    const child = harness.app.process();
    const ended = new Promise<number>((resolve) => {
      const started = performance.now();
      child.once('exit', () => resolve(performance.now() - started));
    });
    await harness.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await ended).toBeLessThan(8_000);
  }, 20_000);
});
