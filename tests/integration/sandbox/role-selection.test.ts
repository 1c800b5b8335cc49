import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { authorizationRequest, discover, redeem } from './client-of-sandbox.ts';
import { createJarFetch, type Fetch } from './cookie-jar.ts';
import { openPasskeyPage, signInOverHttp } from './software-authenticator.ts';
import { createSoftwareAuthenticator } from './software-passkey.ts';

const withRoles = 'openid profile nationalrbacaccess associatedorgs selectedrole';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.stop());

interface Choice {
  readonly person: string;
  readonly roleId?: string;
  readonly scope?: string;
  readonly browser?: Fetch;
  readonly at?: Sandbox;
}

/** The role in the id token of a sign-in. @throws when the role page is shown and none is given */
async function selectedRole(choice: Choice): Promise<unknown> {
  const { person, roleId, scope = withRoles, browser, at = sandbox } = choice;
  const configuration = await discover(at);
  const request = await authorizationRequest(configuration, { scope });
  const callback = await signInOverHttp(request.url, {
    person,
    synced: true,
    ...(roleId !== undefined && { roleId }),
    ...(browser !== undefined && { browser }),
  });
  const tokens = await redeem(configuration, callback, request);
  return tokens.claims()?.['selected_roleid'];
}

describe('role selection by CIS2', () => {
  it('puts the selected role of several into the id token', async () => {
    const roleId = '656014452102';
    expect(await selectedRole({ person: 'Dr Amara Okafor', roleId })).toBe(roleId);
  });

  it('selects an only role without asking', async () => {
    expect(await selectedRole({ person: 'Ben Carter' })).toBe('656014452401');
  });

  it('signs a person without roles in, without one', async () => {
    expect(await selectedRole({ person: 'Chloe Singh' })).toBeUndefined();
  });

  it('neither asks nor says without its scope', async () => {
    const scope = 'openid profile nationalrbacaccess';
    expect(await selectedRole({ person: 'Dr Amara Okafor', scope })).toBeUndefined();
  });

  it('lists every role with its organisation, and takes no other', async () => {
    const configuration = await discover(sandbox);
    const request = await authorizationRequest(configuration, { scope: withRoles });
    const browser = await openPasskeyPage(request.url);
    const passkey = createSoftwareAuthenticator({ synced: true });
    await browser.enrol('Dr Amara Okafor', passkey);
    const { body } = await browser.assert(passkey);
    const address = String(body['continueAt']);
    const html = await browser.open(address);
    expect(html).toContain('Select your role');
    expect(html.match(/<button name="role"/g)).toHaveLength(3);
    expect(html).toContain('RIVERSIDE MEDICAL PRACTICE (A83008)');
    await expect(browser.chooseRole(address, '656014452401')).rejects.toThrow('no callback');
    const callback = await browser.chooseRole(address, '656014452101');
    expect(callback.searchParams.has('code')).toBe(true);
  });

  it('shows no role page before the passkey', async () => {
    const request = await authorizationRequest(await discover(sandbox), { scope: withRoles });
    const jar = createJarFetch();
    const first = await jar(request.url);
    const page = new URL(first.headers.get('location') ?? '', request.url);
    expect((await jar(page)).status).toBe(200);
    expect((await jar(new URL(`${page}/role`))).status).toBe(404);
  });

  it('needs prompt=login', async () => {
    const request = await authorizationRequest(await discover(sandbox), {
      scope: withRoles,
      prompt: null,
    });
    const response = await fetch(request.url, { redirect: 'manual' });
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.searchParams.get('error')).toBe('invalid_request');
    expect(location.searchParams.get('state')).toBe(request.state);
  });
});

describe('changing the role within a session at the provider', () => {
  let withSessions: Sandbox;

  beforeAll(async () => {
    withSessions = await startSandbox({ signOutAtProvider: true });
  });

  afterAll(() => withSessions.stop());

  it('is not asked again by selectedrole, and is by changedrole', async () => {
    const amara = {
      person: 'Dr Amara Okafor',
      at: withSessions,
      browser: createJarFetch(),
    };
    const [first, second] = ['656014452101', '656014452103'];
    expect(await selectedRole({ ...amara, roleId: first })).toBe(first);
    // Without a role to choose the helper fails should the page be shown.
    expect(await selectedRole(amara)).toBe(first);
    const scope = withRoles.replace('selectedrole', 'changedrole');
    expect(await selectedRole({ ...amara, scope, roleId: second })).toBe(second);
    expect(await selectedRole(amara)).toBe(second);
  });
});
