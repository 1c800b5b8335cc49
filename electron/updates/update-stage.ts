import type { Failure } from '../contract/session.ts';
import type {
  Attendance,
  InstallBlocker,
  PlannedTime,
  UnmanagedReason,
  UpdateActivity,
  Urgency,
} from '../contract/updates.ts';
import type { VerifiedFeed } from './verified-feed.ts';
import { isNewer } from './version-order.ts';

/** Where the updater is. What the person sees of it is `activityOf`. */
export type UpdateStage =
  | { readonly kind: 'unmanaged'; readonly reason: UnmanagedReason }
  | {
      readonly kind: 'up-to-date';
      readonly checkedAt: number | null;
      /** The version on offer when it is older than the running one, or null. */
      readonly olderOffer: string | null;
    }
  | { readonly kind: 'checking' }
  | { readonly kind: 'available'; readonly feed: VerifiedFeed; readonly since: number }
  | {
      readonly kind: 'downloading';
      readonly feed: VerifiedFeed;
      readonly transferred: number;
      readonly total: number;
    }
  | { readonly kind: 'ready'; readonly feed: VerifiedFeed; readonly since: number }
  | { readonly kind: 'installing'; readonly feed: VerifiedFeed }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Milliseconds an update may wait before it presses. */
const overdueAfter = 7 * 24 * 60 * 60_000;

/**
 * How pressing an update is.
 * @param since epoch milliseconds since when it has been waiting
 * @param minimumVersion what the organisation demands, or null
 */
export function urgencyOf(
  running: string,
  feed: VerifiedFeed,
  { minimumVersion, since, now }: { minimumVersion: string | null; since: number; now: number },
): Urgency {
  const minimums = [minimumVersion, feed.content.caredesk.minimumVersion ?? null];
  if (minimums.some((minimum) => minimum !== null && isNewer(minimum, running))) return 'required';
  return now - since >= overdueAfter ? 'overdue' : 'normal';
}

/** The stage as the window sees it. */
export function activityOf(
  stage: UpdateStage,
  seen: {
    urgency(feed: VerifiedFeed, since: number): Urgency;
    readonly chosen: PlannedTime | null;
    readonly attendance: Attendance;
    readonly blocker: InstallBlocker;
  },
): UpdateActivity {
  switch (stage.kind) {
    case 'unmanaged':
    case 'up-to-date':
    case 'checking':
    case 'failed':
      return stage;
    case 'available':
      return {
        kind: 'available',
        version: stage.feed.content.version,
        notes: stage.feed.content.caredesk.notes,
        urgency: seen.urgency(stage.feed, stage.since),
      };
    case 'downloading': {
      const { transferred, total } = stage;
      return { kind: 'downloading', version: stage.feed.content.version, transferred, total };
    }
    case 'ready':
      return {
        kind: 'ready',
        version: stage.feed.content.version,
        notes: stage.feed.content.caredesk.notes,
        urgency: seen.urgency(stage.feed, stage.since),
        chosen: seen.chosen,
        attendance: seen.attendance,
        blocker: seen.blocker,
      };
    case 'installing':
      return { kind: 'installing', version: stage.feed.content.version };
  }
}
