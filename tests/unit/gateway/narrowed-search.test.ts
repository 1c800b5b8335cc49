import { describe, expect, it } from 'vitest';
import { narrowedHeader } from '../../../electron/contract/gateway.ts';
import { createGateway } from '../../../electron/gateway/gateway.ts';
import { servicesOf } from '../../../electron/gateway/services.ts';
import { systemClock } from '../../../electron/ground/clock.ts';
import { documentOf } from '../../../electron/policy/json-document.ts';
import { readPolicy } from '../../../electron/policy/machine-policy.ts';
import { effectiveActivities } from '../../../electron/rbac/activities.ts';
import { defaultRbacTables } from '../../../electron/rbac/rbac-tables.ts';

const policy = {
  environment: 'int',
  issuer: 'https://am.example.nhs.uk',
  clientId: 'caredesk',
  apiOrigin: 'https://int.api.example.nhs.uk',
};

interface AskedRole {
  readonly code: string;
  readonly activityCodes: readonly string[];
}

/** The query PDS gets when somebody in this role searches. */
async function askedOfPds(search: string, role: AskedRole): Promise<string> {
  return (await searchAs(search, role)).asked;
}

async function searchAs(
  search: string,
  role: AskedRole,
): Promise<{ asked: string; narrowed: string | null }> {
  let asked = '';
  const { answer } = createGateway({
    clock: systemClock,
    async fetch(url) {
      asked = new URL(url).search;
      return Response.json({ resourceType: 'Bundle' });
    },
    newRequestId: () => '11111111-1111-4111-8111-111111111111',
    credentials: () => ({
      tokens: {
        accessToken: async () => 'token',
        replacementFor: async () => 'token',
        forget: () => null,
      },
      roleId: '555',
      odsCode: 'Y51',
      activities: effectiveActivities(role, defaultRbacTables),
      level: 3,
      signal: new AbortController().signal,
    }),
    stepUp: async () => undefined,
    onSessionEnded: () => undefined,
    services: async () =>
      servicesOf(await readPolicy([{ place: 'the test', read: async () => documentOf(policy) }])),
  });
  const response = await answer(new Request(`http://caredesk/api/pds/Patient?${search}`));
  await response.text();
  return { asked, narrowed: response.headers.get(narrowedHeader) };
}

const search = 'family=St%20John&given=Gareth&given=Wyn&birthdate=eq1971-11-30';

describe('a search', () => {
  it.each([
    ['a Clinical Practitioner by baseline', { code: 'S8000:G8000:R8000', activityCodes: [] }],
    ['a nurse with B0820 granted', { code: 'S8000:G8000:R8001', activityCodes: ['B0820'] }],
    ['a clerk with B0825 granted', { code: 'S8001:G8003:R8010', activityCodes: ['B0825'] }],
  ])('of %s reaches PDS as it was asked', async (_who, role) => {
    expect(await askedOfPds(search, role)).toBe(`?${search}`);
  });

  it('in a role without B0820 asks for a unique match, and is the same search in all else', async () => {
    const role = { code: 'S8000:G8000:R8001', activityCodes: [] };
    expect(await askedOfPds(search, role)).toBe(`?${search}&_max-results=1`);
    expect(await askedOfPds(`${search}&_max-results=50&_max-results=9`, role)).toBe(
      `?${search}&_max-results=1`,
    );
    expect(await askedOfPds('family=A%2BB&birthdate=eq1971-11-30', role)).toBe(
      '?family=A%2BB&birthdate=eq1971-11-30&_max-results=1',
    );
  });

  it('says in its answer that it was narrowed, and only then', async () => {
    const may = await searchAs(search, { code: 'S8000:G8000:R8000', activityCodes: [] });
    expect(may.narrowed).toBeNull();
    const mayNot = await searchAs(search, { code: 'S8001:G8005:R8015', activityCodes: [] });
    expect(mayNot.narrowed).toBe('unique-match');
  });
});
