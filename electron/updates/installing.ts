import { failureFrom } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import { attendanceFor, type Preparation } from './preparation.ts';
import type { PresenceWatch } from './presence.ts';
import type { UpdateStage } from './update-stage.ts';
import type { UpdateStatus } from './update-status.ts';
import { blockerOf, whenToInstall } from './when-to-install.ts';

export interface InstallingDependencies {
  readonly clock: Pick<Clock, 'now'>;
  readonly status: UpdateStatus;
  readonly presence: Pick<PresenceWatch, 'current'>;
  hour(): number;
  prepareToQuit(): Promise<void>;
  reacquireInstanceLock(): void;
  quit(): void;
}

export type ReadyStage = Extract<UpdateStage, { kind: 'ready' }>;

/** Whether an update is installed by itself at this moment. */
export function isMomentToInstall(
  { clock, status, presence, hour }: InstallingDependencies,
  { feed, since }: ReadyStage,
  preparation: Preparation,
): boolean {
  const decision = whenToInstall({
    ...presence.current(),
    now: clock.now(),
    hour: hour(),
    chosen: status.chosen(),
    urgency: status.urgency(feed, since),
    needsPerson: attendanceFor(feed.content.version, preparation) !== 'nobody',
  });
  return decision.kind === 'install';
}

/** Whether “Install now” would interrupt nothing; a person who chooses it is signed out for it. */
export function canInstallNow({ presence }: InstallingDependencies): boolean {
  const blocker = blockerOf(presence.current());
  return blocker === null || blocker === 'signed-in';
}

/**
 * Checks what was fetched once more, signs out, installs and quits. Never throws.
 * @param isStillRight asked after the check, which takes seconds in which somebody may have come
 */
export async function installUpdate(
  dependencies: InstallingDependencies,
  ready: ReadyStage,
  { managed, memory }: Preparation,
  isStillRight: () => boolean,
): Promise<void> {
  const { status, presence } = dependencies;
  if (managed.kind === 'unmanaged') return;
  const { content } = ready.feed;
  status.move({ kind: 'installing', feed: ready.feed });
  try {
    await managed.engine.verify();
    if (!isStillRight()) {
      status.move(ready);
      return;
    }
    await dependencies.prepareToQuit();
    // Signing out takes a while, and the package lies where the person's programs can write.
    await managed.engine.verify();
    if (presence.current().sessionEnding) {
      // Windows would end the installer half-way.
      dependencies.reacquireInstanceLock();
      status.move(ready);
      return;
    }
    await memory.change({ installing: content.version });
    await managed.engine.install();
    dependencies.quit();
  } catch (error) {
    dependencies.reacquireInstanceLock();
    status.move({ kind: 'failed', failure: failureFrom(error, 'UPDATE_INSTALL_FAILED') });
  }
}
