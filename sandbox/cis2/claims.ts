import type { SandboxPerson } from '../people.ts';
import { levelOfAcr } from './assurance.ts';

/** Claims by scope, as in CIS2's “Scopes and claims”; `openid` claims go into the id token. */
export const claimsByScope: Record<string, string[]> = {
  openid: [
    'sub',
    'acr',
    'amr',
    'auth_time',
    'sid',
    'azp',
    'at_hash',
    'authentication_assurance_level',
    'id_assurance_level',
    'selected_roleid',
    'tokenName',
    'tokenType',
    'realm',
  ],
  profile: [
    'name',
    'given_name',
    'family_name',
    'title',
    'initials',
    'display_name',
    'uid',
    'nhsid_useruid',
  ],
  nhsperson: ['idassurancelevel'],
  nationalrbacaccess: ['nhsid_nrbac_roles'],
  associatedorgs: ['nhsid_user_orgs'],
};

/** Scopes of the role selection by CIS2: `selected_roleid` comes in the id token. */
export const roleScopes = ['selectedrole', 'changedrole'] as const;

export interface IdTokenContext {
  readonly clientId: string;
  readonly acr: string | undefined;
  /** Id of the person's session at the provider. */
  readonly sid: string | undefined;
  /** Value of the access token issued beside it; oidc-provider hashes it. */
  readonly accessToken: string | undefined;
  /** Role profile id selected at the provider, when the scope asked for it. */
  readonly selectedRole: string | undefined;
  /** Set by the `low-assurance` fault. */
  readonly lowAssurance: boolean;
}

/** Claims of the id token. Levels are strings, as in the live environment. */
export function idTokenClaims(person: SandboxPerson, context: IdTokenContext) {
  return {
    sub: person.uid,
    azp: context.clientId,
    ...(context.sid !== undefined && { sid: context.sid }),
    ...(context.accessToken !== undefined && { at_hash: context.accessToken }),
    authentication_assurance_level: String(levelOfAcr(context.acr)),
    id_assurance_level: context.lowAssurance ? '1' : person.identityAssuranceLevel,
    ...(context.selectedRole !== undefined && { selected_roleid: context.selectedRole }),
    tokenName: 'id_token',
    tokenType: 'JWTToken',
    realm: '/NHSIdentity/Healthcare',
  };
}

/** Everything userinfo can say of a person; scopes decide what of it is sent. */
export function userinfoClaims(person: SandboxPerson) {
  return {
    sub: person.uid,
    uid: person.uid,
    nhsid_useruid: person.uid,
    name: `${person.givenName} ${person.familyName}`,
    given_name: person.givenName,
    family_name: person.familyName,
    title: person.title,
    initials: person.initials,
    display_name: person.displayName,
    idassurancelevel: person.identityAssuranceLevel,
    nhsid_nrbac_roles: person.roles,
    nhsid_user_orgs: person.organisations,
  };
}
