import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { type SigningProxy, startSigningProxy } from '../integration/network/signing-proxy.ts';
import { proxyDialogName } from './proxy-dialog.ts';
import { button, heading } from './screen.ts';

const logIn = 'Log in with the ward’s provider';

describe('one person after the other behind a proxy that wants a sign-in', () => {
  let proxy: SigningProxy;
  let otherProxy: SigningProxy;
  let harness: Harness;

  beforeAll(async () => {
    proxy = await startSigningProxy({ username: 'nurse', password: 'right-7d1f', realm: 'Ward' });
    otherProxy = await startSigningProxy({ username: 'ward', password: 'ward-52c9', realm: '' });
    harness = await startHarness({
      // A provider that revokes tokens at sign-out.
      sandbox: { profile: 'oidc', signOutAtProvider: true },
      policy: { providerName: 'the ward’s provider' },
      switches: [`--proxy-server=127.0.0.1:${proxy.port}`, '--proxy-bypass-list=<-loopback>'],
    });
  });

  afterAll(async () => {
    await harness?.close();
    await Promise.all([proxy?.close(), otherProxy?.close()]);
  });

  /** Types what the proxy accepts once it asks, and waits for what the browser was given. */
  async function typeAtProxy(): Promise<string> {
    const page = await harness.window();
    const dialog = page.getByRole('dialog', { name: proxyDialogName });
    await dialog.getByLabel('User name').fill('nurse');
    await dialog.getByLabel('Password').fill('right-7d1f');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    return harness.browser.opened();
  }

  /** Chromium forgets, as when a proxy wants a fresh sign-in; CareDesk is not told. */
  async function loseConnections(through: SigningProxy): Promise<void> {
    await harness.app.evaluate(async ({ session }, proxyRules) => {
      const network = session.fromPartition('network');
      await network.setProxy({ proxyRules, proxyBypassRules: '<-loopback>' });
      await network.clearAuthCache();
      await network.closeAllConnections();
    }, `127.0.0.1:${through.port}`);
  }

  /** How far the revocation of a token got at a proxy, once it was tried there. */
  async function revocationAt({ seen }: SigningProxy, from: number): Promise<readonly string[]> {
    return waitUntil('the revocation', () => {
      const steps = seen.slice(from).filter(({ what }) => what.endsWith('/token/revoke'));
      return steps.length === 0 ? null : steps.map(({ signIn }) => signIn);
    });
  }

  it('asks the next one, after a sign-in that was cancelled in the browser', async () => {
    const page = await harness.window();
    await button(page, logIn).click();
    await typeAtProxy();
    await button(page, 'Cancel').click();
    await button(page, logIn).waitFor();
    const before = proxy.seen.length;
    await button(page, logIn).click();
    await page.getByRole('dialog', { name: proxyDialogName }).waitFor();
    expect(new Set(proxy.seen.slice(before).map(({ signIn }) => signIn))).toEqual(
      new Set(['none']),
    );
  });

  it('revokes with what the person had typed, and asks nobody', async () => {
    const page = await harness.window();
    const request = await typeAtProxy();
    await harness.browser.seat('Ben Carter');
    await harness.browser.visit(request);
    await harness.browser.enrol('Ben Carter');
    await harness.browser.signInWithPasskey();
    await heading(page, 'Find a patient').waitFor();
    await loseConnections(proxy);
    const before = proxy.seen.length;
    const fresh = await harness.signOut();
    await waitUntil('the proxy to accept the revocation', async () =>
      (await revocationAt(proxy, before)).includes('accepted') ? true : null,
    );
    expect(await fresh.getByRole('dialog').count()).toBe(0);
    // Where the browser signs out at the provider; the tab stays unopened here.
    expect(await harness.browser.opened()).toContain('/connect/endSession');
  });

  it('gives up revoking at a proxy nobody has signed in at, without a word', async () => {
    const page = await harness.window();
    await button(page, logIn).click();
    const request = await typeAtProxy();
    await harness.browser.seat('Ben Carter', 'synced');
    await harness.browser.visit(request);
    await harness.browser.enrol('Ben Carter');
    await harness.browser.signInWithPasskey();
    await heading(page, 'Find a patient').waitFor();
    await loseConnections(otherProxy);
    const fresh = await harness.signOut();
    expect(await revocationAt(otherProxy, 0)).toEqual(['none']);
    expect(await fresh.getByRole('dialog').count()).toBe(0);
    await loseConnections(otherProxy);
    await button(fresh, logIn).click();
    const dialog = fresh.getByRole('dialog', { name: proxyDialogName });
    await dialog.getByText(`127.0.0.1:${otherProxy.port}`).waitFor();
    expect(otherProxy.seen.map(({ signIn }) => signIn)).not.toContain('refused');
  });
});
