import { type ConformanceCase, must, mustEqual } from '../../conformance-case.ts';
import { inWords, mustBeSignedIn, onStage, type Stage } from '../../drives.ts';
import { callbackOf, probe, redirectOf } from '../../loopback-probe.ts';
import { askProvider } from '../../user-agent.ts';
import { native } from './native-case.ts';
import { sourcesWith } from './source-scan.ts';

/** Waits with a request; afterwards the true answer must still be accepted. */
async function duringTheWait(play: (request: URL, stage: Stage) => Promise<void>): Promise<void> {
  await onStage('cis2', async (stage) => {
    const request = await stage.party.request();
    await play(request, stage);
    const { outcome } = await stage.party.answer(await askProvider(request));
    must(outcome.kind === 'signed-in', 'the true answer to be accepted still', inWords(outcome));
  });
}

/** A callback that must be turned away without a token request. */
async function mustBeForeign(callback: URL, { provider, party }: Stage): Promise<void> {
  const { status } = await probe(callback);
  mustEqual(status, 400, 'status of a foreign answer');
  const { kind } = party.rooms.session.current();
  mustEqual(kind, 'signing-in', 'state while the wait goes on');
  const told = await party.outcome();
  must(
    told.kind === 'waiting' && told.notice === 'SIGN_IN_ANSWER_NOT_OURS',
    'the person to be told SIGN_IN_ANSWER_NOT_OURS',
    inWords(told),
  );
  mustEqual(provider.received.filter(({ path }) => path === '/token').length, 0, 'token requests');
}

async function bindsTheState(): Promise<string> {
  await duringTheWait(async (request, stage) => {
    const state = request.searchParams.get('state') ?? '';
    const foreign = [
      { code: 'stolen', state: 'another' },
      { code: 'stolen', state: '' },
      { code: 'stolen', state: `${state}x` },
      { code: 'stolen', state: state.slice(0, -1) },
      { code: 'stolen', state: state.toUpperCase() },
    ];
    for (const parameters of foreign) await mustBeForeign(callbackOf(request, parameters), stage);
    const without = callbackOf(request, { code: 'stolen' });
    without.searchParams.delete('state');
    await mustBeForeign(without, stage);
    const twice = callbackOf(request, { code: 'stolen' });
    twice.searchParams.append('state', 'another');
    await mustBeForeign(twice, stage);
  });
  await onStage('cis2', async ({ provider, party }) => {
    const first = await party.request();
    const reused = await askProvider(first);
    party.rooms.session.cancelSignIn();
    const second = await party.request();
    const replayed = callbackOf(second, {
      code: reused.searchParams.get('code') ?? '',
      state: reused.searchParams.get('state') ?? '',
    });
    mustEqual((await probe(replayed)).status, 400, 'status of an answer to an earlier attempt');
    mustEqual(
      provider.received.some(({ path }) => path === '/token'),
      false,
      'a token request',
    );
  });
  const compares = await sourcesWith('timingSafeEqual(');
  must(
    compares.includes('identity/loopback-receiver.ts'),
    'state to be compared in constant time',
    'no timingSafeEqual in the receiver',
  );
  return 'seven wrong states and a reused one turned away; the true answer accepted';
}

async function answersAtOnePath(): Promise<string> {
  await duringTheWait(async (request) => {
    const redirect = redirectOf(request);
    mustEqual(
      [redirect.hash, redirect.search, redirect.pathname],
      ['', '', '/callback'],
      'redirect',
    );
    for (const path of [
      '/',
      '/callback/',
      '/callback/x',
      '/CALLBACK',
      '/call%62ack',
      '//callback',
    ]) {
      const other = callbackOf(request, { code: 'stolen' });
      other.pathname = path;
      mustEqual((await probe(other)).status, 404, `status at ${path}`);
    }
  });
  return 'no fragment; six other paths answered 404';
}

async function readsKnownParametersOnce(): Promise<string> {
  await duringTheWait(async (request, stage) => {
    for (const name of ['code', 'iss', 'error', 'state']) {
      const twice = callbackOf(request, { code: 'stolen', iss: stage.provider.issuer, error: 'x' });
      if (name !== 'error') twice.searchParams.delete('error');
      twice.searchParams.append(name, twice.searchParams.get(name) ?? '');
      await mustBeForeign(twice, stage);
    }
  });
  await onStage('cis2', async ({ party }) => {
    const outcome = await party.signIn((callback) => {
      callback.searchParams.append('session_state', 'x');
      callback.searchParams.append('session_state', 'y');
      callback.searchParams.append('scope', 'openid');
    });
    mustBeSignedIn(outcome);
  });
  return 'unknown parameters ignored; a known one given twice turned away';
}

async function neverRedirectsElsewhere(): Promise<string> {
  await duringTheWait(async (request) => {
    const tries = ['//attacker.example', '/callback', '/done', '/\\attacker.example'];
    for (const path of tries) {
      const lured = callbackOf(request, { redirect_uri: 'https://attacker.example', code: 'x' });
      lured.searchParams.set('state', 'https://attacker.example');
      const { headers } = await probe(new URL(`${lured.origin}${path}${lured.search}`));
      mustEqual(headers.location ?? null, null, 'Location of an answer');
    }
  });
  await onStage('cis2', async ({ party }) => {
    const callback = await askProvider(await party.request());
    callback.searchParams.append('redirect_uri', 'https://attacker.example');
    mustEqual((await probe(callback)).headers.location, '/done', 'Location after the answer');
    mustBeSignedIn(await party.outcome());
  });
  return 'the only Location ever sent is its own fixed page';
}

async function takesOneAnswer(): Promise<string> {
  await onStage('cis2', async ({ provider, party }) => {
    const callback = await askProvider(await party.request());
    mustBeSignedIn((await party.answer(callback)).outcome);
    const again = await probe(callback);
    must(again.status !== 302, 'the second answer to be ignored', '302');
    const other = new URL(callback);
    other.searchParams.set('code', 'another');
    await probe(other);
    mustEqual(
      provider.received.filter(({ path }) => path === '/token').length,
      1,
      'token requests',
    );
  });
  return 'a second answer is ignored; one token request';
}

async function survivesForgedErrors(): Promise<string> {
  await duringTheWait(async (request, stage) => {
    const forged = callbackOf(request, { error: 'access_denied' });
    forged.searchParams.delete('state');
    await mustBeForeign(forged, stage);
    forged.searchParams.set('state', 'guessed');
    await mustBeForeign(forged, stage);
  });
  return 'a forged error is answered 400 and the wait goes on';
}

async function keepsStrangersOut(): Promise<string> {
  await duringTheWait(async (request) => {
    const callback = callbackOf(request, { code: 'stolen' });
    for (const host of [
      'attacker.example',
      'localhost',
      '127.0.0.1',
      `localhost:${callback.port}`,
    ]) {
      mustEqual((await probe(callback, { host })).status, 421, `status for Host ${host}`);
    }
    for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE']) {
      mustEqual((await probe(callback, { method })).status, 405, `status for ${method}`);
    }
    const { headers } = await probe(callbackOf(request, { code: 'x', state: 'another' }));
    mustEqual(headers['cache-control'], 'no-store', 'Cache-Control');
    mustEqual(headers['referrer-policy'], 'no-referrer', 'Referrer-Policy');
    must(
      headers['content-security-policy']?.includes("default-src 'none'") === true,
      "a Content-Security-Policy with default-src 'none'",
      `${headers['content-security-policy']}`,
    );
    mustEqual(headers['access-control-allow-origin'] ?? null, null, 'CORS header');
  });
  await onStage('cis2', async ({ party }) => {
    const callback = await askProvider(await party.request());
    const { visit } = await party.answer(callback);
    const page = (await visit.finalPage?.text()) ?? '';
    const code = callback.searchParams.get('code') ?? '?';
    must(page !== '' && !page.includes(code), 'a final page without the code', 'another');
    must(visit.finalPage?.url.includes('?') === false, 'no query in the address bar', 'one');
  });
  return 'other Hosts 421, other methods 405; no CORS, CSP, no referrer, nothing cached';
}

/** Requirements on the answers that are accepted. */
export const loopbackAnswerCases: readonly ConformanceCase[] = [
  native(
    'N6',
    'RFC 9700 section 2.1; RFC 6749 section 10.12',
    'one-time state, bound to the transaction',
    'a wrong, empty, longer, shorter, re-cased, missing, doubled and reused state',
    bindsTheState,
  ),
  native(
    'N12',
    'RFC 6749 section 3.1.2',
    'no fragment; the exact path',
    'the redirect URI; right answers at six other paths',
    answersAtOnePath,
  ),
  native(
    'N13',
    'RFC 6749 sections 3.1, 4.1.2',
    'ignore unknown parameters, reject doubled ones',
    'code, iss, error and state given twice; two unknown parameters',
    readsKnownParametersOnce,
  ),
  native(
    'N14',
    'RFC 9700 section 2.1',
    'be no open redirector',
    'addresses of an attacker in path, state and redirect_uri',
    neverRedirectsElsewhere,
  ),
  native(
    'N17',
    'RFC 6749 section 4.1.2',
    'a code is used once',
    'the same answer twice, then another code with the same state',
    takesOneAnswer,
  ),
  native(
    'N29',
    'RFC 8252 section 8.1',
    'a local attacker cannot end the wait',
    '`error=access_denied` without state and with a guessed one',
    survivesForgedErrors,
  ),
  native(
    'N30',
    'RFC 8252 section 8 (DNS rebinding, drive-by)',
    'exact Host, GET only, no CORS, a page that holds nothing',
    'four other Hosts, five other methods, the headers, the final page',
    keepsStrangersOut,
  ),
];
