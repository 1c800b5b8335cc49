import { z } from 'zod';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Person } from '../contract/session.ts';

/** Control and direction characters could make one name look like another. */
const invisible = /[\p{Cc}\p{Cf}]/gu;

const text = z
  .string()
  .transform((name) => name.replace(invisible, '').trim().slice(0, 200))
  .pipe(z.string().min(1));

const nameClaims = z.object({
  display_name: text.optional().catch(undefined),
  name: text.optional().catch(undefined),
  given_name: text.optional().catch(undefined),
  family_name: text.optional().catch(undefined),
});

/**
 * The name to show for the signed-in person, from userinfo (scope `profile`).
 * @throws CareDeskError PROVIDER_NOT_UNDERSTOOD when userinfo is not an object.
 */
export function readPerson(userinfo: unknown): Person {
  const claims = nameClaims.safeParse(userinfo);
  if (!claims.success) {
    throw new CareDeskError('PROVIDER_NOT_UNDERSTOOD', { cause: claims.error });
  }
  const { display_name, name, given_name, family_name } = claims.data;
  const joined = [given_name, family_name].filter((part) => part !== undefined).join(' ');
  return {
    displayName: (name ?? display_name ?? joined) || 'Name not given',
    givenName: given_name ?? null,
    familyName: family_name ?? null,
  };
}
