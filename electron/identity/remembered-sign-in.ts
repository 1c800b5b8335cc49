import { z } from 'zod';
import { personSchema } from '../contract/session.ts';
import type { Policy } from '../policy/policy-schema.ts';

const level = z.union([z.string(), z.number()]).optional();

/** What a sign-in was worth, to judge it again by the policy of another day. */
const assuranceClaimsSchema = z.strictObject({
  acr: z.string().optional(),
  authentication_assurance_level: level,
  id_assurance_level: level,
  /** Epoch seconds. */
  auth_time: z.number().optional(),
});

/** The servers and the client a sign-in belongs to: with others it is worth nothing. */
const bindingSchema = z.strictObject({
  profile: z.enum(['cis2', 'api-platform', 'oidc']),
  /** The issuer, or the authorization endpoint where there is none. */
  authority: z.string(),
  clientId: z.string(),
  /** Where the refresh token may be sent. */
  apiOrigin: z.string(),
});

const signInSchema = z.strictObject({
  refreshToken: z.string().min(1),
  /** `sub` of the person: whoever goes on must be the same. */
  subject: z.string().min(1),
  person: personSchema,
  /** Epoch milliseconds; counted from the first issue. */
  sessionEndsAt: z.number().int().positive(),
  /** `person_roleid` of the role in use, or null while none was chosen. */
  roleId: z.string().nullable(),
  claims: assuranceClaimsSchema,
});

const recordSchema = z.strictObject({
  version: z.literal(1),
  binding: bindingSchema,
  signIn: signInSchema,
});

export type Binding = z.infer<typeof bindingSchema>;
export type AssuranceClaims = z.infer<typeof assuranceClaimsSchema>;
/** A sign-in as it outlives CareDesk's closing (policy `rememberSignIn`). */
export type RememberedSignIn = z.infer<typeof signInSchema>;

/** What a remembered sign-in is bound to under a policy. */
export function bindingOf(policy: Policy): Binding {
  const { profile, issuer, clientId, apiOrigin } = policy;
  const authority = profile === 'api-platform' ? `${apiOrigin}/oauth2/authorize` : issuer;
  return { profile, authority, clientId, apiOrigin };
}

/** The claims that say how surely the person signed in; one of another type counts as absent. */
export function assuranceClaimsOf(claims: Readonly<Record<string, unknown>>): AssuranceClaims {
  const { acr, authentication_assurance_level, id_assurance_level, auth_time } =
    assuranceClaimsSchema.shape;
  const known = z.object({
    acr: acr.catch(undefined),
    authentication_assurance_level: authentication_assurance_level.catch(undefined),
    id_assurance_level: id_assurance_level.catch(undefined),
    auth_time: auth_time.catch(undefined),
  });
  return known.parse(claims);
}

/** The record as text for the keychain. */
export function recordOf(signIn: RememberedSignIn, binding: Binding): string {
  return JSON.stringify(recordSchema.parse({ version: 1, binding, signIn }));
}

/** No session lasts longer, and ten minutes for a clock that has been put right meanwhile. */
const longestAhead = 12 * 60 * 60 * 1000 + 10 * 60 * 1000;

/**
 * The sign-in in a record, or null when the text is no record, belongs to other servers or another
 * client, or is at its end.
 * @param now epoch milliseconds
 */
export function readRecord(text: string, binding: Binding, now: number): RememberedSignIn | null {
  const record = recordSchema.safeParse(parsed(text));
  if (!record.success) return null;
  const { signIn, binding: kept } = record.data;
  const isOurs =
    kept.profile === binding.profile &&
    kept.authority === binding.authority &&
    kept.clientId === binding.clientId &&
    kept.apiOrigin === binding.apiOrigin;
  const left = signIn.sessionEndsAt - now;
  return isOurs && left > 0 && left <= longestAhead ? signIn : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
