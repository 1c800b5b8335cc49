import { useEffect, useState } from 'react';
import type { Person, SessionState } from '../../electron/contract/session.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';

/** Milliseconds after which the work has the whole window; the name stays in the bar. */
const shownFor = 60_000;

/**
 * Says who has logged in, with a way to say that it is somebody else. Somebody else on this PC can
 * answer a log-in before the person does, and no check can tell (electron/identity/
 * browser-sign-in.ts): only the person can, and only if they are told before they work.
 *
 * @param until `chosen` while the screen itself asks for something, else `hidden`
 */
export function WhoLoggedIn({
  person,
  until,
}: {
  readonly person: Person;
  readonly until: 'chosen' | 'hidden';
}) {
  const [signOut, signingOut] = useBridgeCall(bridge().session.signOut);
  const [isHidden, setHidden] = useState(false);
  useEffect(() => {
    if (until === 'chosen') return;
    const timer = setTimeout(() => setHidden(true), shownFor);
    return () => clearTimeout(timer);
  }, [until]);
  const failed = failureOf(signingOut);
  if (isHidden) return null;
  return (
    <section className="cd-session-notice" aria-label="Who logged in">
      <p>
        You are logged in as <strong>{person.displayName}</strong>.{' '}
        <Button look="link" onClick={signOut}>
          This is not me
        </Button>
      </p>
      {failed !== null && <FailureBox failure={failed} />}
      {until === 'hidden' && (
        <Button look="link" onClick={() => setHidden(true)}>
          Hide<span className="nhsuk-u-visually-hidden"> who logged in</span>
        </Button>
      )}
    </section>
  );
}

/**
 * Whether whoever is here has already been told who has logged in: by the role page, or before the
 * lock. Only the same person unlocks.
 */
export function useIsTold(kind: SessionState['kind'] | null): boolean {
  const [isTold, setTold] = useState(false);
  const [seen, setSeen] = useState(kind);
  if (kind !== seen) {
    setSeen(kind);
    setTold(kind === 'choosing-role' || kind === 'unlocking' || (isTold && isWorking(kind)));
  }
  return isTold;
}

function isWorking(kind: SessionState['kind'] | null): boolean {
  return kind === 'active' || kind === 'stepping-up';
}
