import { describe, expect, test } from 'vitest';
import type { SessionState } from '../../../electron/contract/session.ts';
import type { About } from '../../../renderer/about-store.ts';
import { firstPageFor } from '../../../renderer/first-page.ts';
import type { Known } from '../../../renderer/main-state.ts';

const started = {
  kind: 'signed-out',
  reason: 'started',
  failure: null,
  browserSession: 'none',
} satisfies SessionState;
const careIdentity: About = {
  version: '1.2.3',
  environment: 'live',
  provider: { kind: 'care-identity' },
  helpContact: null,
  locks: true,
};
const known = (state: SessionState): Known<SessionState> => ({ kind: 'known', state });
const failure = { code: 'PROVIDER_UNREACHABLE', detail: null } as const;

describe('the page drawn ahead', () => {
  test.each(['sandbox', 'int', 'live'] as const)(
    'is that of the environment: %s',
    (environment) => {
      expect(firstPageFor(known(started), { ...careIdentity, environment })).toBe(environment);
    },
  );

  test.each<[string, Known<SessionState>]>([
    ['main has not said', { kind: 'asking' }],
    ['main does not answer', { kind: 'no-answer', failure }],
    ['somebody has logged out', known({ ...started, reason: 'user' })],
    ['a log-in has failed', known({ ...started, failure })],
    ['the browser may be logged in', known({ ...started, browserSession: 'may-remain' })],
    ['there is no policy', known({ kind: 'not-configured', failure })],
    [
      'a log-in is under way',
      known({ kind: 'signing-in', attempt: { id: 1, phase: 'waiting', notice: null } }),
    ],
  ])('is none where %s', (_case, session) => {
    expect(firstPageFor(session, careIdentity)).toBeNull();
  });

  test.each<[string, About | null]>([
    ['main has not said what the policy is', null],
    ['no policy can be read', { ...careIdentity, environment: null }],
    ['the provider is another', { ...careIdentity, provider: { kind: 'other', name: 'Hill' } }],
  ])('is none where %s', (_case, about) => {
    expect(firstPageFor(known(started), about)).toBeNull();
  });
});
