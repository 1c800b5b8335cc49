import type { Attendance, PlannedTime, UpdateState, Urgency } from '../contract/updates.ts';
import type { Clock } from '../ground/clock.ts';
import type { PresenceWatch } from './presence.ts';
import { activityOf, type UpdateStage, urgencyOf } from './update-stage.ts';
import type { VerifiedFeed } from './verified-feed.ts';
import { blockerOf } from './when-to-install.ts';

/** Where the updater is, and what the window is told of it. */
export interface UpdateStatus {
  stage(): UpdateStage;
  move(stage: UpdateStage): void;
  current(): UpdateState;
  /** Tells the window what has changed since it was last told. */
  publish(): void;
  /** @param since epoch milliseconds since when the update has been waiting */
  urgency(feed: VerifiedFeed, since: number): Urgency;
  chosen(): PlannedTime | null;
  /** The oldest version the policy allows, or null. */
  minimumVersion(): string | null;
  setMinimumVersion(version: string | null): void;
  setWhatsNew(whatsNew: UpdateState['whatsNew']): void;
}

export function createUpdateStatus(dependencies: {
  readonly version: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly presence: Pick<PresenceWatch, 'current'>;
  chosen(): PlannedTime | null;
  attendance(): Attendance;
  publish(state: UpdateState): void;
}): UpdateStatus {
  const { version, clock, presence, chosen, attendance } = dependencies;
  let stage: UpdateStage = { kind: 'up-to-date', checkedAt: null, olderOffer: null };
  let minimumVersion: string | null = null;
  let whatsNew: UpdateState['whatsNew'] = null;
  let published = '';

  function urgency(feed: VerifiedFeed, since: number): Urgency {
    return urgencyOf(version, feed, { minimumVersion, since, now: clock.now() });
  }

  function current(): UpdateState {
    const blocker = blockerOf(presence.current());
    const seen = { urgency, chosen: chosen(), attendance: attendance(), blocker };
    return { version, activity: activityOf(stage, seen), whatsNew };
  }

  function publish(): void {
    const state = current();
    const text = JSON.stringify(state);
    if (text === published) return;
    published = text;
    dependencies.publish(state);
  }

  return {
    stage: () => stage,
    move(next) {
      stage = next;
      publish();
    },
    current,
    publish,
    urgency,
    chosen,
    minimumVersion: () => minimumVersion,
    setMinimumVersion(next) {
      minimumVersion = next;
    },
    setWhatsNew(next) {
      whatsNew = next;
      publish();
    },
  };
}
