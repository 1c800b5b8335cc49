import type { Failure, Role } from '../contract/session.ts';
import type { Clock } from '../ground/clock.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { Identified, SignedIn } from '../identity/sign-in.ts';
import { createRecordedTokens, type RecordedTokens } from './recorded-tokens.ts';
import type { Credentials, Rights } from './session-interface.ts';
import type { SessionEvent } from './session-machine.ts';
import type { KeptSignIn, SignInRecord } from './sign-in-record.ts';

/** Everything held of the person who is signed in. */
export interface SignedInPerson {
  readonly identified: Identified;
  readonly rights: Rights;
  readonly tokens: RecordedTokens;
  /** Epoch milliseconds. */
  readonly sessionEndsAt: number;
  readonly stopExpiry: () => void;
  notice: Failure | null;
  role: Role | null;
  /** Ends the calls made in the role in use. */
  calls: AbortController;
}

interface HoldingDependencies {
  readonly clock: Clock;
  readonly record: SignInRecord;
  /** What the keychain keeps of this sign-in. */
  readonly kept: KeptSignIn;
  /** Ends the calls of the role; those under way go on when it is that of a weaker sign-in. */
  readonly calls: AbortController;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  onExpired(held: SignedInPerson): void;
  onNotWritten(held: SignedInPerson, failure: Failure): void;
  /** Tokens came when nobody could use them any more. */
  onUnused(tokens: PlatformTokens): void;
}

/** Takes over a finished sign-in until `release`. */
export function holdPerson(
  signedIn: SignedIn,
  rights: Rights,
  { onExpired, onNotWritten, ...dependencies }: HoldingDependencies,
): SignedInPerson {
  const { tokens } = signedIn;
  const { sessionEndsAt } = tokens;
  const { clock, record, kept, calls, refresh, onUnused } = dependencies;
  const held: SignedInPerson = {
    identified: signedIn,
    rights,
    tokens: createRecordedTokens({
      tokens,
      kept,
      record,
      now: clock.now,
      refresh,
      onNotWritten: (failure) => onNotWritten(held, failure),
      onUnused,
    }),
    sessionEndsAt,
    stopExpiry: clock.after(sessionEndsAt - clock.now(), () => onExpired(held)),
    notice: rights.notice,
    role: null,
    calls,
  };
  return held;
}

/** What the gateway needs to make calls in a role. */
export function credentialsOf(held: SignedInPerson, role: Role): Credentials {
  return {
    tokens: held.tokens.keeper,
    roleId: role.id,
    odsCode: role.organisation.odsCode,
    activities: held.rights.activities.get(role.id) ?? new Set(),
    level: held.identified.assurance.authenticator,
    signal: held.calls.signal,
  };
}

/** What ends the calls in a role that is about to be taken: another role ends those under way. */
export function callsIn(held: SignedInPerson, role: Role): AbortController {
  if (held.role === null || held.role.id === role.id) return held.calls;
  held.calls.abort();
  return new AbortController();
}

/** The list of roles, with the one in use to go back to. */
export function rolesOffered({ identified, rights, role }: SignedInPerson): SessionEvent {
  return {
    kind: 'roles-offered',
    person: identified.person,
    roles: rights.roles,
    elsewhere: rights.elsewhere,
    currentRoleId: role?.id ?? null,
  };
}

/** Drops what is held of a person; nothing of theirs can be called any more. */
export function release(held: SignedInPerson): PlatformTokens | null {
  held.stopExpiry();
  held.calls.abort();
  return held.tokens.keeper.forget();
}

/** What to tell the person of tokens that cannot be renewed, or null. */
export function shortSessionNotice({ refreshToken }: PlatformTokens): Failure | null {
  return refreshToken === null ? { code: 'SESSION_NOT_RENEWABLE', detail: null } : null;
}

/** Why a session is over that nobody ended. */
export function endOf(tokens: PlatformTokens | null): Failure {
  const isShort = tokens !== null && tokens.refreshToken === null;
  return { code: isShort ? 'SESSION_ENDED_NOT_RENEWABLE' : 'SESSION_ENDED', detail: null };
}
