import { expect, it, vi } from 'vitest';
import { compose } from '../../../electron/app/compose.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import type { LogEvents } from '../../../electron/ground/log.ts';
import type { FetchOwner } from '../../../electron/network/network.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';
import { createManualClock } from '../ground/manual-clock.ts';
import { networkThrough, plainHost } from './plain-host.ts';

const policy = policySchema.parse({
  environment: 'sandbox',
  profile: 'oidc',
  issuer: 'http://127.0.0.1:1',
  clientId: 'caredesk',
  apiOrigin: 'http://127.0.0.1:1',
  integratedSignInDomains: ['*.trust.nhs.uk'],
});

const refusing = networkThrough(() => Promise.reject(new Error('no network')));

it('the page is sent every state of the session', () => {
  const send = vi.fn();
  const { session } = compose(plainHost({ send }));
  session.refusePolicy(new CareDeskError('POLICY_MISSING'));
  expect(send).toHaveBeenCalledWith('caredesk/session-changed', session.current());
});

it('updates hear of the session, after the page', () => {
  const heard: string[] = [];
  const { session, updates } = compose(plainHost({ send: (channel) => heard.push(channel) }));
  vi.spyOn(updates, 'sessionChanged').mockImplementation((kind) => heard.push(kind));
  session.startSignIn();
  expect(heard).toEqual(['caredesk/session-changed', 'signing-in']);
  session.cancelSignIn();
  expect(heard.slice(2)).toEqual(['caredesk/session-changed', 'signed-out']);
});

it('the network hears that a person has left, and the next one is another to proxies', async () => {
  const clearAuthCache = vi.fn(async () => undefined);
  const closeAllConnections = vi.fn(async () => undefined);
  const network = { ...refusing, clearAuthCache, closeAllConnections };
  const readPolicy = () => new Promise<never>(() => undefined);
  const { session } = compose(plainHost({ network, readPolicy, clock: createManualClock() }));
  session.startSignIn();
  await new Promise((resolve) => setImmediate(resolve));
  expect(clearAuthCache).not.toHaveBeenCalled();
  session.cancelSignIn();
  await vi.waitFor(() => expect(closeAllConnections).toHaveBeenCalledOnce());
  expect(clearAuthCache).toHaveBeenCalledOnce();
});

it('sign-ins at proxies that cannot be cleared are logged, and nobody is held up', async () => {
  const logged: (keyof LogEvents)[] = [];
  const network = { ...refusing, clearAuthCache: () => Promise.reject(new Error('no session')) };
  const log = { note: (event: keyof LogEvents) => void logged.push(event) };
  const { session } = compose(plainHost({ network, log, clock: createManualClock() }));
  session.startSignIn();
  session.cancelSignIn();
  await vi.waitFor(() => expect(logged).toEqual(['proxy-sign-ins-not-cleared']));
});

it('a proxy that asks is shown in the page, and a request for cleanup asks nobody', async () => {
  const owners: FetchOwner[] = [];
  const send = vi.fn();
  const network = {
    ...refusing,
    openFetch(owner: FetchOwner) {
      owners.push(owner);
      return refusing.openFetch(owner);
    },
  };
  const { answerCall } = compose(plainHost({ network, send }));
  const proxy = {
    ...{ host: 'proxy.example', port: 8080, realm: 'Riverside', scheme: 'basic' },
    isProxy: true,
  } as const;
  const [person, cleanup] = owners.map((owner) => owner.proxySignIn());
  expect(await cleanup?.signIn(proxy, null)).toBeNull();
  expect(send).not.toHaveBeenCalled();
  const asked = person?.signIn(proxy, null);
  expect(send).toHaveBeenCalledExactlyOnceWith(
    'caredesk/proxy-changed',
    expect.objectContaining({ kind: 'asking', proxy: 'proxy.example:8080' }),
  );
  const answer = { id: 1, username: 'nurse', password: 'right' };
  expect(await answerCall('proxy/answer', [answer])).toEqual({ ok: true, value: undefined });
  expect(await asked).toEqual({ username: 'nurse', password: 'right' });
  expect(send).toHaveBeenLastCalledWith('caredesk/proxy-changed', { kind: 'quiet' });
});

it('the policy is read until it can be, and then says who may be given the Windows sign-in', async () => {
  const allowIntegratedSignIn = vi.fn();
  const readPolicy = vi.fn(async () => policy);
  readPolicy.mockRejectedValueOnce(new CareDeskError('POLICY_MISSING'));
  const network = { ...refusing, allowIntegratedSignIn };
  const rooms = compose(plainHost({ network, readPolicy }));
  await expect(rooms.policy()).rejects.toMatchObject({ code: 'POLICY_MISSING' });
  expect(allowIntegratedSignIn).not.toHaveBeenCalled();
  expect(await rooms.policy()).toBe(policy);
  await rooms.policy();
  expect(allowIntegratedSignIn).toHaveBeenCalledExactlyOnceWith(['*.trust.nhs.uk']);
  expect(readPolicy).toHaveBeenCalledTimes(2);
});
