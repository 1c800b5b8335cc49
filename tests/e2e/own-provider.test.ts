import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { button, expectAccessible, heading } from './screen.ts';

const name = 'Hill Trust log-in';
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({
    policy: { providerName: name },
    sandbox: { profile: 'oidc', signOutAtProvider: true },
  });
});

afterAll(() => harness.close());

describe('an organisation’s own provider', () => {
  it('is what the page calls it, and not Care Identity', async () => {
    const page = await harness.window();
    await button(page, `Log in with ${name}`).waitFor();
    expect(await page.textContent('body')).not.toContain('Care Identity');
    expect(await page.locator('.cd-care-identity').count()).toBe(0);
    await expectAccessible(page, 'log-in at another provider');
  });

  it('is named when something is wrong with it, with what does not fit', async () => {
    const page = await harness.window();
    harness.sandbox.faults.set('discovery-wrong-issuer');
    await button(page, `Log in with ${name}`).click();
    await page.getByRole('heading', { name: `CareDesk’s policy does not match ${name}` }).waitFor();
    const failure = (await page.getByRole('alert').textContent()) ?? '';
    expect(failure).toContain('Code: PROVIDER_ISSUER_DIFFERS');
    expect(failure).toContain(`expected: ${harness.sandbox.issuer} · told: https://issuer.example`);
    harness.sandbox.faults.clear();
  });

  it('logs a person in and out, and is named again', async () => {
    const page = await harness.window();
    await button(page, `Log in with ${name}`).click();
    await page.getByText(`Log in to ${name}.`).waitFor();
    expect(await page.textContent('body')).not.toMatch(/smartcard|Windows Hello/);
    await harness.browser.seat('Ben Carter', 'device-bound');
    await harness.browser.visit();
    await harness.browser.enrol('Ben Carter');
    await harness.browser.signInWithPasskey();
    await heading(page, 'Find a patient').waitFor();
    const gone = page.waitForEvent('close');
    const click = button(page, /^(Sign|Log) out$/).click();
    await Promise.all([gone, click.catch(() => undefined)]);
    const fresh = await harness.window();
    await fresh.getByText(`Your browser was sent to log out of ${name} too`).waitFor();
  });
});
