import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import {
  authorizationRequest,
  discover,
  exchangeForm,
  postToken,
  rawIdToken,
  redeem,
} from './client-of-sandbox.ts';
import { signInOverHttp } from './software-authenticator.ts';

const ben = { person: 'Ben Carter', synced: true } as const;
const started: Sandbox[] = [];
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
  started.push(sandbox);
});

afterAll(() => Promise.all(started.map((each) => each.stop())));

async function publishedKids(): Promise<readonly string[]> {
  const response = await fetch(`${sandbox.issuer}/connect/jwk_uri`);
  const { keys }: { keys: readonly { kid: string }[] } = await response.json();
  return keys.map(({ kid }) => kid);
}

const kidOf = (idToken: string) => decodeProtectedHeader(idToken).kid;

describe('key rotation', () => {
  it('signs with a new key and publishes that one alone', async () => {
    const before = await publishedKids();
    await sandbox.rotateKeys();
    const after = await publishedKids();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    const { idToken } = await rawIdToken(sandbox, ben);
    expect([kidOf(idToken)]).toEqual(after);
    expect(sandbox.issuedSecrets()).toContainEqual({ kind: 'id-token', value: idToken });
    expect((await postToken(sandbox, exchangeForm(idToken))).status).toBe(200);
  });

  it('publishes the key before it too with overlap', async () => {
    const [before] = await publishedKids();
    const { idToken: older } = await rawIdToken(sandbox, ben);
    await sandbox.rotateKeys({ overlap: true });
    const after = await publishedKids();
    expect(after).toHaveLength(2);
    expect(after).toContain(before);
    const { idToken } = await rawIdToken(sandbox, ben);
    expect(after).toContain(kidOf(idToken));
    expect(kidOf(idToken)).not.toBe(before);
    expect((await postToken(sandbox, exchangeForm(older))).status).toBe(200);
  });

  it('leaves the platform without the key of an older token', async () => {
    const { idToken } = await rawIdToken(sandbox, ben);
    await sandbox.rotateKeys();
    expect(await postToken(sandbox, exchangeForm(idToken))).toMatchObject({
      status: 401,
      body: { error_description: expect.stringContaining('no matching public key') },
    });
  });

  it('may come between a client’s fetch of the keys and the signing', async () => {
    const configuration = await discover(sandbox);
    const first = await authorizationRequest(configuration);
    await redeem(configuration, await signInOverHttp(first.url, ben), first);
    const second = await authorizationRequest(configuration);
    const callback = await signInOverHttp(second.url, ben);
    await sandbox.rotateKeys();
    // openid-client has the keys of the first sign-in and fetches again only after a minute.
    await expect(redeem(configuration, callback, second)).rejects.toMatchObject({
      code: 'OAUTH_KEY_SELECTION_FAILED',
    });
  });
});
