import type { SessionState } from '../contract/session.ts';
import type { WorkReport } from '../contract/updates.ts';
import type { Clock } from '../ground/clock.ts';
import { isSignedIn } from '../session/person-present.ts';
import type { InstallMoment } from './when-to-install.ts';

/** What an installation would interrupt. */
export type Presence = Pick<
  InstallMoment,
  'session' | 'work' | 'callsUnderWay' | 'sessionEnding' | 'aloneSince' | 'signedOutAt'
>;

export interface PresenceWatch {
  current(): Presence;
  sessionChanged(session: SessionState['kind']): void;
  reportWork(work: WorkReport): void;
  /** So many calls to national APIs have no complete answer yet. */
  callsChanged(underWay: number): void;
  sessionEnding(): void;
}

const nothingOpen: WorkReport = { recordOpen: false, unsavedText: false };
/** Milliseconds after which a log-off that was announced counts as called off: somebody stayed. */
const logOffAllowance = 5 * 60_000;

/**
 * Follows who is there and what they are doing.
 * @param signedOutBefore epoch milliseconds of the last sign-out before this start, or null
 */
export function watchPresence(
  clock: Pick<Clock, 'now'>,
  signedOutBefore: number | null = null,
): PresenceWatch {
  let session: SessionState['kind'] = 'signed-out';
  let work = nothingOpen;
  let callsUnderWay = 0;
  let aloneSince = clock.now();
  let signedOutAt = signedOutBefore;
  let logOffAt: number | null = null;
  return {
    current: () => ({
      session,
      work,
      callsUnderWay,
      sessionEnding: logOffAt !== null && clock.now() - logOffAt < logOffAllowance,
      aloneSince,
      signedOutAt,
    }),
    sessionChanged(next) {
      if (next === session) return;
      if (isSignedIn(session) && !isSignedIn(next)) {
        signedOutAt = clock.now();
        // The page that had it open is gone, and cannot report so.
        work = nothingOpen;
      }
      session = next;
      aloneSince = clock.now();
    },
    reportWork(report) {
      work = report;
    },
    callsChanged(underWay) {
      callsUnderWay = underWay;
    },
    sessionEnding() {
      logOffAt = clock.now();
    },
  };
}
