import { expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { createDeadlines } from '../../../electron/ground/deadlines.ts';
import type { LogEvents } from '../../../electron/ground/log.ts';
import { openIdentity } from '../../../electron/identity/open-identity.ts';
import type { Fetch } from '../../../electron/network/fetch.ts';
import { type Policy, policySchema } from '../../../electron/policy/policy-schema.ts';
import { defaultRbacTables } from '../../../electron/rbac/rbac-tables.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const policy = policySchema.parse({
  environment: 'sandbox',
  profile: 'oidc',
  issuer: 'http://127.0.0.1:1',
  clientId: 'caredesk',
  apiOrigin: 'http://127.0.0.1:1',
});

const noNetwork: Fetch = () => Promise.reject(new Error('no network'));

/** Identity without a network, and what it logged. */
function open(read: () => Promise<Policy>, cleanupFetch: Fetch = noNetwork) {
  const clock = createManualClock();
  const logged: [keyof LogEvents, LogEvents[keyof LogEvents]][] = [];
  const secret = {
    save: async () => undefined,
    load: async () => null,
    sweep: async () => undefined,
    clear: async () => undefined,
  };
  const identity = openIdentity({
    clock,
    steady: clock,
    log: { note: (event, fields) => void logged.push([event, fields]) },
    policy: read,
    fetch: noNetwork,
    cleanupFetch,
    deadlines: createDeadlines(clock),
    clientSecrets: { clientSecret: secret, clientKey: secret },
    loadRbacTables: async () => defaultRbacTables,
  });
  const hooks = {
    signal: new AbortController().signal,
    onReady: vi.fn(),
    onForeignAnswer: vi.fn(),
    onAnswer: vi.fn(),
  };
  return { identity, logged, signIn: () => identity.signIn(hooks, { kind: 'sign-in' }) };
}

const tokens = { accessToken: 'access', refreshToken: 'refresh' };

it('reads no policy before somebody logs in', async () => {
  const read = vi.fn(async () => policy);
  const { signIn } = open(read);
  expect(read).not.toHaveBeenCalled();
  await expect(signIn()).rejects.toBeInstanceOf(CareDeskError);
  expect(read).toHaveBeenCalledOnce();
});

it.each([
  ['a policy that cannot be used is told as what it is', 'POLICY_MISSING', 'POLICY_MISSING'],
  ['anything else that is missing, as a fault of CareDesk’s own', null, 'SIGN_IN_INTERNAL'],
] as const)('%s, and is tried again', async (_case, code, told) => {
  const read = vi.fn(async () => policy);
  read.mockRejectedValueOnce(code === null ? new Error('gone') : new CareDeskError(code));
  const { signIn } = open(read);
  await expect(signIn()).rejects.toMatchObject({ code: told });
  await expect(signIn()).rejects.not.toMatchObject({ code: told });
});

it('tokens that cannot be revoked are logged by the server alone, and hold nobody up', async () => {
  const { identity, logged } = open(async () => policy);
  await identity.revoke(tokens, 'sign-in');
  await identity.revoked();
  // Neither where they came from nor at the other server.
  expect(logged).toEqual([
    ['tokens-not-revoked', { server: 'sign-in' }],
    ['tokens-not-revoked', { server: 'apis' }],
  ]);
});

it('whoever waits until all is revoked waits for what was begun first, too', async () => {
  let end: () => void = () => undefined;
  const cleanupFetch = vi.fn(noNetwork);
  cleanupFetch.mockImplementationOnce(
    () =>
      new Promise((_, reject) => {
        end = () => reject(new Error('no network'));
      }),
  );
  const { identity } = open(async () => policy, cleanupFetch);
  const settled = vi.fn();
  void identity.revoke(tokens, 'sign-in');
  await vi.waitFor(() => expect(cleanupFetch).toHaveBeenCalledOnce());
  await identity.revoke(tokens, 'sign-in');
  void identity.revoked().then(settled);
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).not.toHaveBeenCalled();
  end();
  await vi.waitFor(() => expect(settled).toHaveBeenCalledOnce());
});

it('a policy that cannot be read revokes nothing, and is no error for whoever logs out', async () => {
  const { identity } = open(() => Promise.reject(new CareDeskError('POLICY_MISSING')));
  await expect(identity.revoke(tokens, 'apis')).resolves.toBeUndefined();
});
