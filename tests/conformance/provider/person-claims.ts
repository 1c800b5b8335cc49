import type { Json } from './json.ts';

/** The one synthetic person who signs in at this provider. */
export const person = { subject: '656005750104', name: 'Nia Probert' } as const;

/** The synthetic patient the provider's API knows. */
export const patientNumber = '9000000009';

/** Userinfo as CIS2 shapes it: one role, at one organisation. */
export function userinfoClaims(level: number): Json {
  return {
    sub: person.subject,
    name: person.name,
    given_name: 'Nia',
    family_name: 'Probert',
    idassurancelevel: '3',
    authentication_assurance_level: String(level),
    nhsid_user_orgs: [{ org_name: 'Hill Surgery', org_code: 'Y51' }],
    nhsid_nrbac_roles: [
      {
        person_orgid: '656008045105',
        person_roleid: '656014452101',
        org_code: 'Y51',
        role_name: '"Clinical":"Clinical Provision":"Nurse Access Role"',
        role_code: 'S8000:G8000:R8001',
      },
    ],
  };
}
