import type { SessionState } from '../contract/session.ts';
import type { InstallBlocker, PlannedTime, Urgency, WorkReport } from '../contract/updates.ts';

/** All that the decision depends on. Times are epoch milliseconds. */
export interface InstallMoment {
  readonly now: number;
  /** Hour of the day on this PC, 0 to 23. */
  readonly hour: number;
  readonly session: SessionState['kind'];
  readonly work: WorkReport;
  /** Calls to national APIs that have no complete answer yet. */
  readonly callsUnderWay: number;
  /** Windows is logging off or shutting down. */
  readonly sessionEnding: boolean;
  /** What the person chose, or null. */
  readonly chosen: PlannedTime | null;
  readonly urgency: Urgency;
  /** Since when nobody has been signed in and CareDesk has been left alone. */
  readonly aloneSince: number;
  /** When somebody last signed out, or null: they still sit there a moment later. */
  readonly signedOutAt: number | null;
  /** Windows will ask for an administrator, or it went wrong before: somebody must be there. */
  readonly needsPerson: boolean;
}

export type InstallDecision =
  | { readonly kind: 'install' }
  | { readonly kind: 'wait'; readonly blocker: InstallBlocker };

/** Milliseconds without anybody after which an update for which nobody chose a time is installed. */
const leftAlone = 10 * 60_000;
/** Milliseconds after a sign-out during which the person counts as still there. */
const stillThere = 2 * 60_000;
/** The hours of “tonight”: from 01:00 until 05:00. */
const night = { from: 1, until: 5 } as const;

/** What stands in the way of installing right now, or null. */
export function blockerOf(
  moment: Pick<InstallMoment, 'session' | 'work' | 'callsUnderWay' | 'sessionEnding'>,
): InstallBlocker {
  if (moment.sessionEnding) return 'session-end';
  if (moment.work.recordOpen) return 'record-open';
  if (moment.work.unsavedText) return 'unsaved-text';
  if (moment.callsUnderWay > 0) return 'call-under-way';
  switch (moment.session) {
    case 'signing-in':
    case 'resuming':
    case 'choosing-role':
    case 'stepping-up':
    case 'unlocking':
      return 'signing-in';
    case 'active':
    case 'locked':
      return 'signed-in';
    case 'signed-out':
    case 'remembered':
    case 'not-configured':
      return null;
  }
}

/**
 * Whether a downloaded update is installed by itself at this moment. Nobody is ever signed out for
 * it: that takes “Install now”, which the person chooses.
 *
 * - required: as soon as nobody is signed in;
 * - overdue (a week old): at the next sign-out, whatever was chosen;
 * - “when I sign out”: as soon as nobody is signed in; “tonight”: then, between 01:00 and 05:00;
 * - nothing chosen: when nobody has been signed in for ten minutes.
 *
 * An installation that needs somebody there never starts in an empty room: only in the minutes
 * after a sign-out, and only when it was chosen or presses.
 */
export function whenToInstall(moment: InstallMoment): InstallDecision {
  const blocker = blockerOf(moment);
  if (blocker !== null) return { kind: 'wait', blocker };
  return isTime(moment) ? { kind: 'install' } : { kind: 'wait', blocker: null };
}

function isTime(moment: InstallMoment): boolean {
  const { chosen, urgency, now } = moment;
  const presses = urgency !== 'normal' || chosen === 'at-sign-out';
  if (moment.needsPerson) {
    const { signedOutAt } = moment;
    return presses && signedOutAt !== null && now - signedOutAt < stillThere;
  }
  if (presses) return true;
  if (chosen === 'tonight') return moment.hour >= night.from && moment.hour < night.until;
  return now - moment.aloneSince >= leftAlone;
}
