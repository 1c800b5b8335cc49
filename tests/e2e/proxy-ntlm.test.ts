import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { openTrustStore, type TrustStore } from '../harness/trust-store.ts';
import { type NtlmProxy, startNtlmProxy } from '../integration/network/ntlm-proxy.ts';
import { cancelProxySignIn, proxyDialogName } from './proxy-dialog.ts';
import { askForPatient, button, heading } from './screen.ts';

const logIn = 'Log in with my Care Identity';

describe('behind a proxy that wants an NTLM sign-in', () => {
  let store: TrustStore;
  let proxy: NtlmProxy;
  let harness: Harness;

  beforeAll(async () => {
    store = await openTrustStore();
    proxy = await startNtlmProxy({ username: 'nurse', password: 'right-7d1f', domain: 'WARD' });
    harness = await startHarness({
      sandbox: { tls: true },
      switches: [`--proxy-server=127.0.0.1:${proxy.port}`, '--proxy-bypass-list=<-loopback>'],
    });
    await store.trust(harness.sandbox.caFile ?? '');
    await harness.restart();
  });

  afterAll(async () => {
    await harness?.close();
    await store?.remove();
    await proxy?.close();
  });

  it('signs in through it, asking again for a password that was wrong', async () => {
    const page = await harness.window();
    await button(page, logIn).click();
    const dialog = page.getByRole('dialog', { name: proxyDialogName });
    await dialog.getByLabel('User name').fill('WARD\\nurse');
    await dialog.getByLabel('Password').fill('wrong-40aa');
    await page.keyboard.press('Enter');
    await dialog.getByText('The user name or password was not accepted').waitFor();
    await dialog.getByLabel('User name').fill('WARD\\nurse');
    await dialog.getByLabel('Password').fill('right-7d1f');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const request = await harness.browser.opened();
    await harness.browser.seat('Ben Carter');
    await harness.browser.visit(request);
    await harness.browser.enrol('Ben Carter');
    await harness.browser.signInWithPasskey();
    await heading(page, 'Find a patient').waitFor();
    expect(proxy.seen.filter(({ step }) => step === 'refused')).toHaveLength(1);
    expect(proxy.seen.every(({ what }) => what.startsWith('CONNECT '))).toBe(true);
  });

  it('reads a record through it without asking again', async () => {
    const page = await harness.window();
    await askForPatient(page, mainStoryPatient.nhsNumber);
    const patient = page.getByRole('region', { name: 'Patient' });
    await patient.getByText('WHITFIELD, Rosa (Mrs)').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await button(page, 'Find another patient').click();
    await heading(page, 'Find a patient').waitFor();
  });

  it('lets nobody else use what the person typed, nor the connections it opened', async () => {
    const page = await harness.signOut();
    const before = proxy.seen.length;
    await button(page, logIn).click();
    await cancelProxySignIn(page);
    const steps = new Set(proxy.seen.slice(before).map(({ step }) => step));
    expect(steps).toEqual(new Set(['none']));
    const written = `${await harness.output()}${await page.content()}`;
    for (const secret of ['right-7d1f', 'wrong-40aa']) expect(written).not.toContain(secret);
  });
});
