import type { Assurance, Person, Role } from '../../electron/contract/session.ts';
import { useAbout } from '../about.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { useIsPast } from '../ui/use-is-past.ts';
import { useWindowCommand } from '../ui/window-commands.ts';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { lockNow } from './lock-now.ts';
import { SessionDetails } from './session-details.tsx';
import { sessionEndWords } from './session-end.ts';

/** Who is logged in and as what, and the ways out of it: for a while, or for good. On every screen of a session. */
export function SessionBar({
  person,
  working,
}: {
  readonly person: Person;
  /** Null while no role is chosen. */
  readonly working: {
    readonly role: Role;
    readonly canChangeRole: boolean;
    readonly sessionEndsAt: number;
    readonly assurance: Assurance;
  } | null;
}) {
  const { session, role } = bridge();
  const [signOut, signingOut] = useBridgeCall(session.signOut);
  const [changeRole, changing] = useBridgeCall(role.change);
  const [lock, locking] = useBridgeCall(lockNow);
  const { locks } = useAbout();
  // Where nothing locks it would log out, and what was typed would be gone.
  useWindowCommand('lock', locks ? lock : null);
  const failed = failureOf(signingOut) ?? failureOf(changing) ?? failureOf(locking);
  return (
    <>
      <section className="cd-bar__session" aria-label="Your session">
        <div className="cd-bar__who">
          {working === null ? (
            <span className="cd-bar__person">{person.displayName}</span>
          ) : (
            <SessionDetails person={person} {...working} />
          )}
          {working !== null && <span className="cd-bar__role">{working.role.name}</span>}
        </div>
        {working !== null && (
          <div className="cd-bar__where">
            <span className="cd-bar__organisation">{organisationWords(working.role)}</span>
            <SessionEndsSoon at={working.sessionEndsAt} />
          </div>
        )}
        <div className="cd-bar__buttons">
          {working?.canChangeRole === true && (
            <Button look="bar" onClick={changeRole}>
              Change role
            </Button>
          )}
          {locks && (
            <Button look="bar" onClick={lock} aria-keyshortcuts="Control+L">
              Lock
            </Button>
          )}
          <Button look="bar" onClick={signOut}>
            Log out
          </Button>
        </div>
      </section>
      {failed !== null && (
        <div className="cd-bar__failure">
          <FailureBox failure={failed} />
        </div>
      )}
    </>
  );
}

/** Milliseconds before the end of a session from which it changes what a person does next. */
const soon = 60 * 60 * 1000;

function SessionEndsSoon({ at }: { readonly at: number }) {
  return useIsPast(at - soon) ? (
    <span className="cd-bar__end">{sessionEndWords(at, new Date())}</span>
  ) : null;
}

/** An organisation as “Name (ODS code)”, or the code alone when the name is not known. */
function organisationWords({ organisation }: Role): string {
  return organisation.name === null
    ? `Organisation ${organisation.odsCode}`
    : `${organisation.name} (${organisation.odsCode})`;
}
