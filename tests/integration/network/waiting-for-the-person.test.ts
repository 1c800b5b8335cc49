import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createGateway } from '../../../electron/gateway/gateway.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { createDeadlines } from '../../../electron/ground/deadlines.ts';
import { createProvider } from '../../../electron/identity/provider.ts';
import { profileOf } from '../../../electron/identity/provider-profile.ts';
import { createClockSkew } from '../../../electron/network/clock-skew.ts';
import { createProxyPrompt } from '../../../electron/network/proxy-prompt.ts';
import { rememberProxySignIn } from '../../../electron/network/proxy-sign-in.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { createManualClock } from '../../unit/ground/manual-clock.ts';
import { fetchOverNode, startPathServer } from './fetch-over-node.ts';
import { openNodeRequest } from './node-request.ts';
import { type SigningProxy, startSigningProxy } from './signing-proxy.ts';

let proxy: SigningProxy;
let sandbox: Sandbox;

beforeAll(async () => {
  proxy = await startSigningProxy({ username: 'nurse', password: 'right', realm: 'Riverside' });
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox?.stop();
  await proxy?.close();
});

/** The network as CareDesk puts it together, behind a proxy that asks, with time in the test's hands. */
function network() {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  // A question has a life of its own, which is tested where it is made.
  const prompt = createProxyPrompt({ after: () => () => undefined });
  prompt.events.on('changed', ({ kind }) => deadlines.standStill(kind === 'asking'));
  const fetch = fetchOverNode({
    openRequest: (options, listeners) => openNodeRequest(options, listeners, proxy.port),
    proxySignIn: rememberProxySignIn(prompt.ask).forPerson,
  });
  /** Waits until the person is asked, and gives the number of the question. */
  async function question(): Promise<number> {
    const asked = await vi.waitFor(() => {
      const state = prompt.current();
      if (state.kind !== 'asking') throw new Error('nobody is asked');
      return state;
    });
    return asked.id;
  }
  return { clock, deadlines, prompt, fetch, question };
}

describe('while the person types at a proxy', () => {
  const provider = ({ clock, deadlines, fetch }: ReturnType<typeof network>) =>
    createProvider(profileOf(policySchema.parse(sandbox.policy)), {
      fetch,
      deadline: deadlines.signal,
      now: clock.now,
      skew: createClockSkew(Date.now),
      secrets: { clientSecret: async () => null, clientKey: async () => null },
    });

  it('the sign-in service is not called too slow', async () => {
    const behindProxy = network();
    const { clock, prompt, question } = behindProxy;
    const configuration = provider(behindProxy).configuration();
    const id = await question();
    clock.advance(10 * 60_000);
    prompt.answer({ id, username: 'nurse', password: 'right' });
    expect((await configuration).serverMetadata().issuer).toBe(sandbox.issuer);
  });

  it('but it is when it does not answer after that', async () => {
    const behindProxy = network();
    const { clock, prompt, question } = behindProxy;
    sandbox.faults.set('provider-slow');
    const before = proxy.seen.length;
    const configuration = provider(behindProxy).configuration();
    const failure = configuration.catch((error: unknown) => error);
    prompt.answer({ id: await question(), username: 'nurse', password: 'right' });
    await vi.waitFor(() =>
      expect(proxy.seen.slice(before).map(({ signIn }) => signIn)).toContain('accepted'),
    );
    clock.advance(15_000);
    expect(await failure).toMatchObject({ code: 'PROVIDER_TIMEOUT' });
    sandbox.faults.clear('provider-slow');
  });

  it('a national API is not called too slow either', async () => {
    const api = await startPathServer();
    const url = new URL(api.on('/fhir/Patient/1', (_, answer) => answer.end('{}')));
    const { clock, deadlines, prompt, fetch, question } = network();
    const gateway = createGateway({
      clock,
      deadlines,
      fetch,
      newRequestId: () => '11111111-1111-4111-8111-111111111111',
      credentials: () => ({
        tokens: {
          accessToken: async () => 'token',
          replacementFor: async () => 'token',
          forget: () => null,
        },
        roleId: '555',
        odsCode: 'Y51',
        activities: new Set<string>(),
        level: 2,
        signal: new AbortController().signal,
      }),
      stepUp: () => Promise.reject(new CareDeskError('STEP_UP_CANCELLED')),
      onSessionEnded: () => undefined,
      services: async () =>
        new Map([
          [
            'pds',
            {
              base: `${url.origin}/fhir`,
              level: 2,
              callsPerSecond: 5,
              operations: [{ method: 'GET', path: /^\/Patient\/1$/ }],
            },
          ],
        ]),
    });
    const answer = gateway.answer(new Request('app://caredesk/api/pds/Patient/1'));
    const id = await question();
    clock.advance(10 * 60_000);
    prompt.answer({ id, username: 'nurse', password: 'right' });
    expect((await answer).status).toBe(200);
    api.close();
  });
});
