import { z } from 'zod';
import type { Person } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';

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
  preferred_username: text.optional().catch(undefined),
});

type NameClaims = z.infer<typeof nameClaims>;

/**
 * The name to show for the signed-in person (scope `profile`): from userinfo, or from the id token
 * where a provider puts it there. Without a name it is what the person is called to log in.
 * @throws CareDeskError SIGN_IN_USERINFO_UNREADABLE when userinfo is not an object.
 */
export function readPerson(userinfo: unknown, idTokenClaims: unknown = {}): Person {
  const claims = nameClaims.safeParse(userinfo);
  if (!claims.success) {
    throw new CareDeskError('SIGN_IN_USERINFO_UNREADABLE', { cause: claims.error });
  }
  const inToken = nameClaims.catch({}).parse(idTokenClaims);
  const named = [claims.data, inToken].find((said) => fullName(said) !== '');
  return {
    displayName:
      (named === undefined ? null : fullName(named)) ??
      claims.data.preferred_username ??
      inToken.preferred_username ??
      'Name not given',
    givenName: named?.given_name ?? null,
    familyName: named?.family_name ?? null,
  };
}

function fullName({ name, display_name, given_name, family_name }: NameClaims): string {
  const joined = [given_name, family_name].filter((part) => part !== undefined).join(' ');
  return name ?? display_name ?? joined;
}
