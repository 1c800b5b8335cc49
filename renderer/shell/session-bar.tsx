import type { Assurance, Person, Role } from '../../electron/contract/session.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { assuranceWords } from './assurance-words.ts';
import { sessionEndWords } from './session-end.ts';

/** Who is signed in and as what, and the two ways out of it. On every signed-in screen. */
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
  const failed = failureOf(signingOut) ?? failureOf(changing);
  return (
    <>
      <section className="cd-bar__session" aria-label="Your session">
        <div className="cd-bar__who">
          <span className="cd-bar__person">{person.displayName}</span>
          {working !== null && <span className="cd-bar__role">{working.role.name}</span>}
        </div>
        {working !== null && (
          <div className="cd-bar__where">
            <span className="cd-bar__organisation">{organisationWords(working.role)}</span>
            <span className="cd-bar__end">
              {sessionEndWords(working.sessionEndsAt, new Date())} ·{' '}
              {assuranceWords(working.assurance)}
            </span>
          </div>
        )}
        <div className="cd-bar__buttons">
          {working?.canChangeRole === true && (
            <Button look="bar" onClick={changeRole}>
              Change role
            </Button>
          )}
          <Button look="bar" onClick={signOut}>
            Sign out
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

/** An organisation as “Name (ODS code)”, or the code alone when the name is not known. */
function organisationWords({ organisation }: Role): string {
  return organisation.name === null
    ? `Organisation ${organisation.odsCode}`
    : `${organisation.name} (${organisation.odsCode})`;
}
