import { describe, expect, it, vi } from 'vitest';
import { askerHeader, gatewayCodeSystem } from '../../../electron/contract/gateway.ts';
import { createGateway } from '../../../electron/gateway/gateway.ts';
import type { PassingRule } from '../../../electron/gateway/services.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { type Clock, systemClock } from '../../../electron/ground/clock.ts';
import type { Credentials } from '../../../electron/session/session-interface.ts';
import { createManualClock } from '../ground/manual-clock.ts';

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly signal: AbortSignal | null;
}

function gateway(
  answers: (() => Response | Promise<Response>)[],
  options: {
    signedIn?: boolean;
    level?: 2 | 3;
    needs?: 2 | 3;
    realPauses?: boolean;
    clock?: Clock;
    upstream?: () => Promise<Response>;
    passing?: PassingRule;
  } = {},
) {
  const sent: Sent[] = [];
  const ended = vi.fn();
  const person = new AbortController();
  const stepUp = vi.fn(async () => undefined);
  const replacementFor = vi.fn(async () => 'token-2');
  let held: Credentials | null = {
    tokens: { accessToken: async () => 'token-1', replacementFor, forget: () => null },
    roleId: '555',
    odsCode: 'Y51',
    activities: new Set(['B0820']),
    level: options.level ?? 2,
    signal: person.signal,
  };
  if (options.signedIn === false) held = null;
  const { answer } = createGateway({
    clock: options.clock ?? {
      ...systemClock,
      after: (ms, task) =>
        systemClock.after(ms > 5_000 || options.realPauses === true ? ms : 1, task),
    },
    async fetch(url, init = {}) {
      sent.push({ url, headers: new Headers(init.headers), signal: init.signal ?? null });
      if (options.upstream !== undefined) {
        return Promise.race([options.upstream(), abortOf(init.signal ?? null)]);
      }
      const next = answers.shift();
      if (next === undefined) throw new Error('one call too many');
      return next();
    },
    newRequestId: () => '11111111-1111-4111-8111-111111111111',
    credentials: () => held,
    stepUp,
    onSessionEnded: ended,
    services: async () =>
      new Map([
        [
          'pds',
          {
            base: 'https://api.example/pds/R4',
            operations: [
              { method: 'GET', path: /^\/Patient$/ },
              { method: 'GET', path: /^\/Patient\/[0-9]{10}$/ },
            ],
            level: options.needs ?? 2,
            callsPerSecond: 5,
            ...(options.passing === undefined ? {} : { passing: options.passing }),
          },
        ],
      ]),
  });
  const get = (path: string, init: RequestInit = {}) =>
    answer(new Request(`http://caredesk/api/${path}`, init));
  return {
    person: person.signal,
    strengthen: () => {
      if (held !== null) held = { ...held, level: 3 };
    },
    stepUp,
    get,
    sent,
    ended,
    replacementFor,
    takeRole: (roleId: string) => {
      if (held !== null) held = { ...held, roleId };
    },
    signOut: () => {
      held = null;
      person.abort();
    },
  };
}

/** Rejects as a fetch does when its signal aborts. */
function abortOf(signal: AbortSignal | null): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}

const patient = () =>
  new Response('{"resourceType":"Patient"}', {
    headers: {
      'content-type': 'application/fhir+json',
      etag: 'W/"2"',
      'set-cookie': 'a=b',
      server: 'spine',
      'content-encoding': 'identity',
    },
  });

async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json();
  return body;
}

function outcome(code: string) {
  return expect.objectContaining({
    resourceType: 'OperationOutcome',
    issue: [
      expect.objectContaining({
        details: { coding: [expect.objectContaining({ system: gatewayCodeSystem, code })] },
      }),
    ],
  });
}

describe('the gateway', () => {
  it('adds token, role, organisation and request id, and passes only known headers back', async () => {
    const g = gateway([patient]);
    const response = await g.get('pds/Patient/9449306621', {
      headers: { authorization: 'Bearer stolen', cookie: 'a=b', 'nhsd-session-urid': '1' },
    });
    const [call] = g.sent;
    expect(call?.url).toBe('https://api.example/pds/R4/Patient/9449306621');
    expect(Object.fromEntries(call?.headers ?? [])).toEqual({
      accept: 'application/fhir+json',
      authorization: 'Bearer token-1',
      'x-request-id': '11111111-1111-4111-8111-111111111111',
      'nhsd-session-urid': '555',
      'nhsd-end-user-organisation-ods': 'Y51',
    });
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/fhir+json',
      etag: 'W/"2"',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'x-request-id': '11111111-1111-4111-8111-111111111111',
    });
    await expect(response.json()).resolves.toEqual({ resourceType: 'Patient' });
  });

  it('keeps the search as it was asked', async () => {
    const g = gateway([patient]);
    await g.get('pds/Patient?family=Sm%2A&birthdate=eq1990-01-01');
    expect(g.sent[0]?.url).toBe(
      'https://api.example/pds/R4/Patient?family=Sm%2A&birthdate=eq1990-01-01',
    );
  });

  it.each([
    ['another service', 'scr/Bundle', 404],
    ['another operation', 'pds/Patient/9449306621/RelatedPerson', 404],
    ['a path that climbs', 'pds/Patient/..%2f..%2foauth2%2ftoken', 404],
    ['a number that is none', 'pds/Patient/12', 404],
    ['nothing', '', 404],
  ])('sends nothing for %s', async (_case, path, status) => {
    const g = gateway([]);
    const response = await g.get(path);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toEqual(outcome('API_SERVICE_UNKNOWN'));
    expect(g.sent).toEqual([]);
  });

  it('refuses another method', async () => {
    const g = gateway([]);
    const response = await g.get('pds/Patient/9449306621', { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(g.sent).toEqual([]);
  });

  it('answers 401 when nobody is signed in', async () => {
    const g = gateway([], { signedIn: false });
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toEqual(outcome('API_NOT_SIGNED_IN'));
  });

  it('refreshes once on 401 and replays with the same request id', async () => {
    const g = gateway([() => new Response(null, { status: 401 }), patient]);
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(200);
    expect(g.replacementFor).toHaveBeenCalledExactlyOnceWith('token-1');
    expect(g.sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(new Set(g.sent.map(({ headers }) => headers.get('x-request-id'))).size).toBe(1);
  });

  it('passes a second 401 on instead of trying for ever', async () => {
    const refused = () => new Response('{}', { status: 401 });
    const g = gateway([refused, refused]);
    expect((await g.get('pds/Patient/9449306621')).status).toBe(401);
    expect(g.sent).toHaveLength(2);
  });

  it('pauses once on 429, and then tells', async () => {
    const busy = () => new Response('{}', { status: 429 });
    const recovering = gateway([busy, patient]);
    expect((await recovering.get('pds/Patient/9449306621')).status).toBe(200);
    const lasting = gateway([busy, busy]);
    expect((await lasting.get('pds/Patient/9449306621')).status).toBe(429);
    expect(lasting.sent).toHaveLength(2);
  });

  it('makes no call for somebody who leaves while it waits its turn', async () => {
    const busy = () => new Response('{}', { status: 429 });
    const g = gateway([busy], { realPauses: true });
    const asked = g.get('pds/Patient/9449306621');
    await vi.waitFor(() => expect(g.sent).toHaveLength(1));
    g.signOut();
    expect((await asked).status).toBe(401);
    expect(g.sent).toHaveLength(1);
    expect(g.ended).not.toHaveBeenCalled();
  });

  it('stops a body half way when the person leaves', async () => {
    const endless = () =>
      new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(8)) }));
    const g = gateway([endless]);
    const reader = (await g.get('pds/Patient/9449306621')).body?.getReader();
    await reader?.read();
    g.signOut();
    await expect(
      (async () => {
        for (let i = 0; i < 5; i++) await reader?.read();
      })(),
    ).rejects.toThrow();
    expect(g.sent[0]?.signal?.aborted).toBe(true);
  });

  it('leaves nothing of a finished call on the person’s signal', async () => {
    const g = gateway([patient, patient, patient]);
    const add = vi.spyOn(g.person, 'addEventListener');
    const remove = vi.spyOn(g.person, 'removeEventListener');
    for (let i = 0; i < 3; i++) await (await g.get('pds/Patient/9449306621')).text();
    expect(add).toHaveBeenCalledTimes(3);
    expect(remove).toHaveBeenCalledTimes(3);
  });

  it('passes no page of HTML off as one of ours', async () => {
    const html = () =>
      new Response('<script>1</script>', {
        status: 403,
        headers: { 'content-type': 'text/html' },
      });
    const g = gateway([html]);
    const response = await g.get('pds/Patient/9449306621');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  it.each<[string, () => Response]>([
    [
      'a page that claims success',
      () =>
        new Response('\n<!DOCTYPE html><p>Log in</p>', {
          headers: { 'content-type': 'text/html' },
        }),
    ],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://wifi.example/' } }),
    ],
    ['status 511', () => new Response('{}', { status: 511 })],
  ])('says that the network wants a log-in when it answers with %s', async (_case, answer) => {
    const response = await gateway([answer]).get('pds/Patient/9449306621');
    expect(response.status).toBe(502);
    expect(await codeOf(response)).toEqual(outcome('NETWORK_LOG_IN_NEEDED'));
  });

  it('takes data that is labelled as text for data', async () => {
    const labelled = () =>
      new Response('{"resourceType":"Patient"}', { headers: { 'content-type': 'text/html' } });
    const response = await gateway([labelled]).get('pds/Patient/9449306621');
    expect(await response.json()).toEqual({ resourceType: 'Patient' });
  });

  it('refuses an answer that says it is too long, and ends the call', async () => {
    const long = () => new Response('x', { headers: { 'content-length': '20000000' } });
    const g = gateway([long]);
    const response = await g.get('pds/Patient/9449306621');
    expect(await codeOf(response)).toEqual(outcome('NETWORK_ANSWER_TOO_LONG'));
    expect(g.sent[0]?.signal?.aborted).toBe(true);
  });

  it('reads no more than a true answer has, whatever goes on arriving', async () => {
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 1024 * 1024;
            controller.enqueue(new Uint8Array(1024 * 1024));
          },
        }),
      );
    const g = gateway([endless]);
    const response = await g.get('pds/Patient/9449306621');
    await expect(response.arrayBuffer()).rejects.toMatchObject({ kind: 'too-long' });
    expect(sent).toBeLessThan(24 * 1024 * 1024);
    expect(g.sent[0]?.signal?.aborted).toBe(true);
  });

  it('gives up on an answer that drips, however steadily', async () => {
    const clock = createManualClock();
    let push: () => void = () => undefined;
    const body = new ReadableStream({
      start(controller) {
        push = () => controller.enqueue(new Uint8Array(1));
      },
    });
    const g = gateway([], { clock, upstream: async () => new Response(body) });
    const reader = (await g.get('pds/Patient/9449306621')).body?.getReader();
    for (let second = 0; second < 120; second++) {
      push();
      expect((await reader?.read())?.done).toBe(false);
      clock.advance(1_000);
    }
    await expect(reader?.read()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('does not show an answer to somebody who has signed out meanwhile', async () => {
    const g = gateway([
      () => {
        g.signOut();
        return patient();
      },
    ]);
    expect((await g.get('pds/Patient/9449306621')).status).toBe(401);
  });

  it.each([
    [new Error('net::ERR_CONNECTION_REFUSED'), 502, 'API_UNREACHABLE'],
    [new Error('net::ERR_INTERNET_DISCONNECTED'), 502, 'NETWORK_OFFLINE'],
    [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 502, 'NETWORK_CERTIFICATE_NOT_TRUSTED'],
    [new DOMException('late', 'TimeoutError'), 504, 'API_TIMEOUT'],
    [new TypeError('strange'), 502, 'API_UNREACHABLE'],
  ])('turns %s into an answer', async (error, status, code) => {
    const g = gateway([() => Promise.reject(error)]);
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toEqual(outcome(code));
    expect(g.ended).not.toHaveBeenCalled();
  });

  it('ends the session when the platform refuses to refresh', async () => {
    const g = gateway([() => new Response(null, { status: 401 })]);
    g.replacementFor.mockRejectedValueOnce(new CareDeskError('SESSION_ENDED'));
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(401);
    expect(g.ended).toHaveBeenCalledOnce();
  });

  it('asks for a step-up before it calls a service that needs AAL3, and only then', async () => {
    const enough = gateway([patient], { level: 3, needs: 3 });
    await enough.get('pds/Patient/9449306621');
    expect(enough.stepUp).not.toHaveBeenCalled();
    const g = gateway([patient], { level: 2, needs: 3 });
    g.stepUp.mockImplementationOnce(async () => {
      expect(g.sent).toEqual([]);
      g.strengthen();
    });
    expect((await g.get('pds/Patient/9449306621')).status).toBe(200);
    expect(g.stepUp).toHaveBeenCalledOnce();
  });

  it('asks nobody for a step-up when it is the page that asks', async () => {
    const g = gateway([], { level: 2, needs: 3 });
    const response = await g.get('pds/Patient/9449306621', { headers: { [askerHeader]: 'page' } });
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toEqual(outcome('STEP_UP_NEEDED'));
    expect(g.stepUp).not.toHaveBeenCalled();
    expect(g.sent).toEqual([]);
    const enough = gateway([patient], { level: 3, needs: 3 });
    const read = await enough.get('pds/Patient/9449306621', { headers: { [askerHeader]: 'page' } });
    expect(read.status).toBe(200);
    expect(enough.sent[0]?.headers.has(askerHeader)).toBe(false);
  });

  it('sends nothing in another role than the one it was asked in', async () => {
    const g = gateway([patient], { level: 2, needs: 3 });
    g.stepUp.mockImplementationOnce(async () => {
      g.strengthen();
      g.takeRole('666');
    });
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toEqual(outcome('API_NOT_SIGNED_IN'));
    expect(g.sent).toEqual([]);
  });

  it('answers 403 and sends nothing when the step-up comes to nothing', async () => {
    const g = gateway([], { level: 2, needs: 3 });
    g.stepUp.mockRejectedValueOnce(new CareDeskError('STEP_UP_CANCELLED'));
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toEqual(outcome('STEP_UP_CANCELLED'));
    expect(g.sent).toEqual([]);
  });

  it.each([['that never answers', () => new Promise<Response>(() => undefined)]])(
    'tells after half a minute of an API %s',
    async (_case, upstream) => {
      const clock = createManualClock();
      const g = gateway([], { clock, upstream });
      const asked = g.get('pds/Patient/9449306621');
      await vi.waitFor(() => expect(g.sent).toHaveLength(1));
      clock.advance(30_000);
      const response = await asked;
      expect(response.status).toBe(504);
      expect(await codeOf(response)).toEqual(outcome('API_TIMEOUT'));
      expect(g.sent[0]?.signal?.aborted).toBe(true);
    },
  );

  it('gives up on a body that stalls, but not on one that is slow', async () => {
    const clock = createManualClock();
    let push: () => void = () => undefined;
    const body = new ReadableStream({
      start(controller) {
        push = () => controller.enqueue(new Uint8Array(8));
      },
    });
    const g = gateway([], { clock, upstream: async () => new Response(body) });
    const reader = (await g.get('pds/Patient/9449306621')).body?.getReader();
    for (let i = 0; i < 3; i++) {
      clock.advance(20_000);
      push();
      expect((await reader?.read())?.done).toBe(false);
    }
    const stalled = reader?.read();
    clock.advance(30_000);
    await expect(stalled).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('aborts the call to the API when the page stops reading', async () => {
    const endless = () =>
      new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(8)) }));
    const g = gateway([endless]);
    const response = await g.get('pds/Patient/9449306621');
    expect(g.sent[0]?.signal?.aborted).toBe(false);
    await response.body?.cancel();
    expect(g.sent[0]?.signal?.aborted).toBe(true);
  });
});

describe('an answer of which not all may pass', () => {
  const passing: PassingRule = {
    largest: 64,
    passed: (body) => ({ kept: Object(body).kept }),
  };
  const inPieces = (...pieces: string[]) =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
          controller.close();
        },
      }),
      { headers: { 'content-type': 'application/fhir+json', etag: 'W/"2"' } },
    );

  it('passes as the rule has it, with its status and headers, however it arrives', async () => {
    const g = gateway([() => inPieces('{"kept":"Zoë', '","secret":"Leeds"}')], { passing });
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('W/"2"');
    expect(await response.text()).toBe('{"kept":"Zoë"}');
  });

  it('is judged by what was asked', async () => {
    const byPlace: PassingRule = {
      largest: 64,
      passed: (_body, search) => ({ kept: search.get('address-postalcode') }),
    };
    const g = gateway([() => inPieces('{}')], { passing: byPlace });
    const response = await g.get('pds/Patient?address-postalcode=LS1%201AA');
    expect(await response.text()).toBe('{"kept":"LS1 1AA"}');
  });

  it.each([
    ['that is no JSON', inPieces('<p>Leeds</p>')],
    ['that breaks off', inPieces('{"kept":1,"secret":"Leeds"')],
    ['that is longer than allowed', inPieces(`{"kept":1,`, `"secret":"${'Leeds'.repeat(20)}"}`)],
  ])('passes nothing of one %s', async (_case, answer) => {
    const g = gateway([() => answer], { passing });
    const response = await g.get('pds/Patient/9449306621');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it('reads no further than allowed, and lets go of the call', async () => {
    let pieces = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            pieces += 1;
            controller.enqueue(new Uint8Array(32));
          },
        }),
      );
    const g = gateway([endless], { passing });
    expect(await (await g.get('pds/Patient/9449306621')).text()).toBe('');
    await vi.waitFor(() => expect(g.sent[0]?.signal?.aborted).toBe(true));
    expect(pieces).toBeLessThan(10);
  });

  it('stops when the page stops reading, or the person leaves', async () => {
    const silent = () => new Response(new ReadableStream({}));
    const given = gateway([silent], { passing });
    await (await given.get('pds/Patient/9449306621')).body?.cancel();
    await vi.waitFor(() => expect(given.sent[0]?.signal?.aborted).toBe(true));
    const left = gateway([silent], { passing });
    const text = (await left.get('pds/Patient/9449306621')).text();
    left.signOut();
    await expect(text).rejects.toThrow();
  });
});
