import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { openTrustStore, type TrustStore } from '../harness/trust-store.ts';
import { type SigningProxy, startSigningProxy } from '../integration/network/signing-proxy.ts';
import { cancelProxySignIn, proxyDialogName } from './proxy-dialog.ts';
import {
  askForPatient,
  button,
  expectAccessible,
  expectFailure,
  heading,
  signInToWork,
} from './screen.ts';

const logIn = 'Log in with my Care Identity';

/** The network of this PC goes through another proxy from now on. */
async function changeProxy(harness: Harness, { port }: SigningProxy): Promise<void> {
  await harness.app.evaluate(async ({ session }, proxyRules) => {
    const network = session.fromPartition('network');
    await network.setProxy({ proxyRules, proxyBypassRules: '<-loopback>' });
    await network.closeAllConnections();
  }, `127.0.0.1:${port}`);
}

describe('behind a proxy that wants a sign-in', () => {
  const realm = 'Riverside <b>Trust</b>';
  let proxy: SigningProxy;
  let otherProxy: SigningProxy;
  let harness: Harness;

  beforeAll(async () => {
    proxy = await startSigningProxy({ username: 'nurse', password: 'right-7d1f', realm });
    otherProxy = await startSigningProxy({ username: 'ward', password: 'ward-52c9', realm: '' });
    harness = await startHarness({
      switches: [`--proxy-server=127.0.0.1:${proxy.port}`, '--proxy-bypass-list=<-loopback>'],
    });
  });

  afterAll(async () => {
    await harness?.close();
    await Promise.all([proxy?.close(), otherProxy?.close()]);
  });

  it('says who asks, in plain text, and why nothing works when it is cancelled', async () => {
    const page = await harness.window();
    await button(page, logIn).press('Enter');
    const dialog = page.getByRole('dialog', { name: proxyDialogName });
    await dialog.waitFor();
    const words = await dialog.innerText();
    expect(words).toContain(`127.0.0.1:${proxy.port}`);
    expect(words).toContain(`“${realm}”`);
    await expectAccessible(page, 'proxy dialog');
    await page.keyboard.press('Escape');
    await expectFailure(page, 'NETWORK_PROXY_SIGN_IN');
    await page.getByText(`Detail: 127.0.0.1:${proxy.port}`).waitFor();
    expect(await dialog.count()).toBe(0);
    expect(proxy.seen.filter(({ signIn }) => signIn !== 'none')).toEqual([]);
  });

  it('takes another password when the first is refused, by keyboard alone', async () => {
    const page = await harness.window();
    await button(page, logIn).press('Enter');
    const dialog = page.getByRole('dialog', { name: proxyDialogName });
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByText('Enter your user name').waitFor();
    await page.keyboard.type('nurse');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong-40aa');
    await page.keyboard.press('Enter');
    await dialog.getByText('The user name or password was not accepted').waitFor();
    await expectAccessible(page, 'proxy dialog after a refusal');
    expect(await dialog.getByLabel('User name').inputValue()).toBe('');
    expect(await dialog.getByLabel('Password').inputValue()).toBe('');
    await page.keyboard.type('nurse');
    await page.keyboard.press('Tab');
    await page.keyboard.insertText('right-7d1f');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const request = await harness.browser.opened();
    await harness.browser.seat('Ben Carter');
    await harness.browser.visit(request);
    await harness.browser.enrol('Ben Carter');
    await harness.browser.signInWithPasskey();
    await heading(page, 'Find a patient').waitFor();
    expect(await dialog.count()).toBe(0);
  });

  it('reads a record through it without asking again', async () => {
    const page = await harness.window();
    const before = proxy.seen.length;
    await askForPatient(page, mainStoryPatient.nhsNumber);
    const patient = page.getByRole('region', { name: 'Patient' });
    await patient.getByText('WHITFIELD, Rosa (Mrs)').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    const reads = proxy.seen.slice(before);
    expect(reads.map(({ signIn }) => signIn)).toContain('accepted');
    expect(reads.map(({ signIn }) => signIn)).not.toContain('refused');
    expect(proxy.seen.filter(({ signIn }) => signIn === 'refused')).toHaveLength(1);
    await button(page, 'Find another patient').click();
    await heading(page, 'Find a patient').waitFor();
  });

  it('asks over the work when another proxy comes in between, and keeps what was typed', async () => {
    const page = await harness.window();
    await changeProxy(harness, otherProxy);
    await page.getByLabel('Family name').fill('Whitf');
    await askForPatient(page, mainStoryPatient.nhsNumber);
    const dialog = page.getByRole('dialog', { name: proxyDialogName });
    await dialog.waitFor();
    expect(await dialog.innerText()).not.toContain('calls itself');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Code: NETWORK_PROXY_SIGN_IN').waitFor();
    expect(await page.getByLabel('Family name').inputValue()).toBe('Whitf');
    await button(page, 'Try again').click();
    await dialog.getByLabel('User name').fill('ward');
    await dialog.getByLabel('Password').fill('ward-52c9');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('region', { name: 'Patient' }).waitFor();
  });

  it('forgets the sign-in with the person, and never writes it down', async () => {
    const page = await harness.signOut();
    await changeProxy(harness, otherProxy);
    const before = otherProxy.seen.length;
    await button(page, logIn).click();
    await cancelProxySignIn(page);
    const since = otherProxy.seen.slice(before).map(({ signIn }) => signIn);
    expect(since.length).toBeGreaterThan(0);
    expect(new Set(since)).toEqual(new Set(['none']));
    const written = `${await harness.output()}${await page.content()}`;
    for (const secret of ['right-7d1f', 'wrong-40aa', 'ward-52c9']) {
      expect(written).not.toContain(secret);
    }
  });
});

describe('with a certification authority of the organisation', () => {
  let store: TrustStore;
  let proxy: SigningProxy;
  let harness: Harness;

  beforeAll(async () => {
    store = await openTrustStore();
    proxy = await startSigningProxy({ username: 'nurse', password: 'right', realm: 'Riverside' });
    harness = await startHarness({ sandbox: { tls: true } });
  });

  afterAll(async () => {
    await harness?.close();
    await store?.remove();
    await proxy?.close();
  });

  it('stops and names the issuer while this PC does not trust it', async () => {
    const page = await harness.window();
    await button(page, logIn).click();
    await expectFailure(page, 'NETWORK_CERTIFICATE_NOT_TRUSTED');
    await page.getByText('Detail: CareDesk sandbox private CA, CareDesk sandbox').waitFor();
    expect(await harness.browser.openedCount()).toBe(0);
    expect(harness.sandbox.requests).toEqual([]);
  });

  it('works once the trust store of this PC has it', async () => {
    await store.trust(harness.sandbox.caFile ?? '');
    await harness.restart();
    const page = await signInToWork(harness);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    const patient = page.getByRole('region', { name: 'Patient' });
    await patient.getByText('WHITFIELD, Rosa (Mrs)').waitFor();
    await button(page, 'Find another patient').click();
  });

  it('signs in at a proxy that only sees where the tunnel goes', async () => {
    const page = await harness.window();
    await changeProxy(harness, proxy);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    const dialog = page.getByRole('dialog', { name: proxyDialogName });
    await dialog.getByLabel('User name').fill('nurse');
    await dialog.getByLabel('Password').fill('right');
    await page.keyboard.press('Enter');
    const patient = page.getByRole('region', { name: 'Patient' });
    await patient.getByText('WHITFIELD, Rosa (Mrs)').waitFor();
    const tunnel = `CONNECT ${new URL(harness.sandbox.apiOrigin).host}`;
    expect(proxy.seen).toEqual([
      { what: tunnel, signIn: 'none' },
      { what: tunnel, signIn: 'accepted' },
    ]);
  });

  it('closes the tunnels of the person who leaves', async () => {
    const page = await harness.signOut();
    await changeProxy(harness, proxy);
    const before = proxy.seen.length;
    await button(page, logIn).click();
    await cancelProxySignIn(page);
    const since = proxy.seen.slice(before).map(({ signIn }) => signIn);
    expect(new Set(since)).toEqual(new Set(['none']));
  });
});
