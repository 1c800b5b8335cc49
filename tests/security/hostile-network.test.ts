import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pdsPath } from '../../sandbox/apis/pds/pds.ts';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { askForPatient, button, expectFailure, signInToWork } from '../e2e/screen.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { type ForeignHost, openForeignHost } from './foreign-host.ts';
import { type HostileMiddlebox, startHostileMiddlebox } from './hostile-middlebox.ts';

let box: HostileMiddlebox;
let foreign: ForeignHost;
let harness: Harness;
let page: Page;

beforeAll(async () => {
  [box, foreign] = await Promise.all([startHostileMiddlebox(), openForeignHost()]);
  harness = await startHarness({ policy: { apiOrigin: box.origin } });
  box.forwardTo(harness.sandbox.apiOrigin);
  page = await signInToWork(harness);
});

afterEach(() => box.tamper(null));

afterAll(async () => {
  await harness?.close();
  await Promise.all([box?.close(), foreign?.close()]);
});

const elsewhere = () => `http://127.0.0.1:${foreign.port}/`;
const patientAddress = `/api/pds/Patient/${mainStoryPatient.nhsNumber}`;

/** Headers with which a server steers a browser. */
const steering = () => ({
  link: `<${elsewhere()}>; rel=preconnect, <${elsewhere()}x.js>; rel=preload; as=script`,
  refresh: `0; url=${elsewhere()}`,
  'set-cookie': 'planted=1; Path=/',
  'clear-site-data': '"*"',
  'content-security-policy': 'default-src *',
  'report-to': `{"group":"g","max_age":9,"endpoints":[{"url":"${elsewhere()}"}]}`,
  nel: '{"report_to":"g","max_age":9,"failure_fraction":1,"success_fraction":1}',
  'access-control-allow-origin': '*',
  'alt-svc': `h2="127.0.0.1:${foreign.port}"`,
  sourcemap: elsewhere(),
  'service-worker-allowed': '/',
  'x-planted': 'x',
});

describe('an answer that was changed on its way', () => {
  it('steers neither the page nor main by its headers', async () => {
    box.tamper({ headers: steering() });
    const headers = await page.evaluate(async (address) => {
      const answer = await fetch(address);
      await answer.text();
      return [...answer.headers];
    }, patientAddress);
    const planted = new Set(Object.values(steering()));
    expect(headers.length).toBeGreaterThan(0);
    expect(headers.filter(([, value]) => planted.has(value))).toEqual([]);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const cookies = await harness.app.evaluate(async ({ session }) => [
      ...(await session.fromPartition('network').cookies.get({})),
      ...(await session.defaultSession.cookies.get({})),
    ]);
    expect(cookies).toEqual([]);
    expect(page.url()).toBe('app://caredesk/');
    expect(foreign.arrivals()).toBe(0);
  });

  it.each([301, 302, 303, 307, 308])('is not followed elsewhere: %i', async (status) => {
    box.tamper({ status, headers: { location: elsewhere() }, body: '' });
    const answered = await page.evaluate(
      async (address) => (await fetch(address)).ok,
      patientAddress,
    );
    expect(answered).toBe(false);
    expect(foreign.arrivals()).toBe(0);
  });

  it('is no page: HTML with a script is neither run nor shown', async () => {
    box.tamper({
      headers: { 'content-type': 'text/html' },
      body: '<h1>Please pay</h1><script>document.title = "ran"</script>',
    });
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await expectFailure(page, 'NETWORK_LOG_IN_NEEDED');
    expect(await page.getByText('Please pay').count()).toBe(0);
    expect(await page.title()).not.toBe('ran');
  });

  it('is text: markup in a patient’s name is shown as it is', async () => {
    const markup = '<img src=x onerror=document.title="ran"><b id="planted">';
    box.tamper({
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Patient',
        id: mainStoryPatient.nhsNumber,
        identifier: [
          { system: 'https://fhir.nhs.uk/Id/nhs-number', value: mainStoryPatient.nhsNumber },
        ],
        meta: {
          versionId: '1',
          security: [
            { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'U' },
          ],
        },
        name: [
          {
            id: 'a',
            use: 'usual',
            period: { start: '2000-01-01' },
            family: markup,
            given: [markup],
          },
        ],
        gender: 'female',
        birthDate: '1980-01-01',
      }),
    });
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).getByText('onerror').first().waitFor();
    expect(await page.locator('#planted, img[src="x"]').count()).toBe(0);
    expect(await page.title()).not.toBe('ran');
    await button(page, 'Find another patient').click();
  });

  it('the services are reached as before, by their own path', async () => {
    const before = harness.sandbox.requests.length;
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    const calls = harness.sandbox.requests.slice(before);
    expect(calls.some(({ path }) => path.startsWith(pdsPath))).toBe(true);
  });
});
