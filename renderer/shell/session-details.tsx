import type { Assurance, Person } from '../../electron/contract/session.ts';
import { assuranceWords } from './assurance-words.ts';
import { sessionEndWords } from './session-end.ts';

const detailsId = 'session-details';

/**
 * The person's name, and behind it what a service desk may ask and nobody needs to read all day. The
 * browser's own popover: Escape or a click elsewhere closes it, and focus goes back to the name.
 */
export function SessionDetails({
  person,
  assurance,
  sessionEndsAt,
}: {
  readonly person: Person;
  readonly assurance: Assurance;
  /** Epoch milliseconds. */
  readonly sessionEndsAt: number;
}) {
  return (
    <>
      <button
        type="button"
        className="cd-bar__person cd-bar__name-button"
        popoverTarget={detailsId}
        aria-label={`${person.displayName}, session details`}
      >
        {person.displayName}
      </button>
      <section
        id={detailsId}
        className="cd-popover cd-session-details"
        popover="auto"
        aria-label="Session details"
      >
        <p>You are logged in as {person.displayName}.</p>
        <p>Log-in: {assuranceWords(assurance)}</p>
        <p>{sessionEndWords(sessionEndsAt, new Date())}</p>
        <p>If this is not you, log out.</p>
      </section>
    </>
  );
}
