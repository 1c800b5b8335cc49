import type { Failure, SessionState } from '../contract/session.ts';
import type { Attendance, InstallTime, UpdateState, WorkReport } from '../contract/updates.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { createEvents, type Events } from '../ground/events.ts';
import { once } from '../ground/once.ts';
import { type CheckRound, checkForUpdate, fetchAsked } from './check-round.ts';
import { type CheckSchedule, scheduleChecks } from './check-schedule.ts';
import { canInstallNow, installUpdate, isMomentToInstall, type ReadyStage } from './installing.ts';
import { attendanceFor, type Preparation, prepare } from './preparation.ts';
import { watchPresence } from './presence.ts';
import { createUpdateStatus } from './update-status.ts';
import type { UpdatesDependencies, UpdatesLeftBehind } from './updates-dependencies.ts';
import { isNewer } from './version-order.ts';

/** Keeps CareDesk up to date without ever interrupting anybody. */
export interface Updates {
  /** `changed`: there is something new to show of updates. */
  readonly events: Events<{ changed: UpdateState }>;
  current(): UpdateState;
  /** Finds out how CareDesk is kept up to date, and begins to look for updates in a while. */
  start(): Promise<void>;
  /**
   * Begins to look for a newer version, and to fetch it where the policy says so.
   * @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW where CareDesk does not update itself
   */
  check(): void;
  /**
   * Begins to fetch what is available.
   * @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW when nothing is
   */
  download(): void;
  /**
   * Chooses when the downloaded update is installed. `now` signs out first.
   * @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW when there is none, or `tonight` will not do
   *   because somebody must be there; UPDATE_BLOCKED for a `now` that would interrupt something
   */
  chooseTime(time: InstallTime): Promise<void>;
  whatsNewRead(): Promise<void>;
  reportWork(work: WorkReport): void;
  sessionChanged(session: SessionState['kind']): void;
  /** So many calls to national APIs have no complete answer yet. */
  callsChanged(underWay: number): void;
  /** Windows is logging off: nothing is installed now. */
  sessionEnding(): void;
  /** Why nobody may sign in at present, or null. */
  signInRefusal(): Failure | null;
  /** What the process that follows this one needs to know. */
  leftBehind(): UpdatesLeftBehind;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  dispose(): void;
}

/** Milliseconds between looks at whether a waiting update can be installed. */
const lookInterval = 30_000;

export function createUpdates(dependencies: UpdatesDependencies): Updates {
  const { clock, log, version } = dependencies;
  const events = createEvents<{ changed: UpdateState }>();
  const presence = watchPresence(clock, dependencies.before?.signedOutAt);
  const disposal = new AbortController();
  const status = createUpdateStatus({
    version,
    clock,
    presence,
    chosen: () => preparation?.memory.current().waiting?.chosen ?? null,
    attendance: () => attendanceNow(),
    publish(state) {
      if (!disposal.signal.aborted) events.emit('changed', state);
    },
  });
  const installing = { ...dependencies, status, presence };
  let preparation: Preparation | null = null;
  let schedule: CheckSchedule | null = null;
  const checks: Record<'asked' | 'planned', Promise<void> | null> = { asked: null, planned: null };
  let round: Promise<void> | null = null;
  let stopLooking: () => void = () => undefined;

  /** Prepared once; again after a failure, because an administrator may mend the policy. */
  const prepared = once(async () => {
    const done = await prepare(dependencies);
    preparation = done;
    status.setMinimumVersion(done.settings.minimumVersion);
    await tellOutcome(done);
    return done;
  });

  /** What has become of the update before: what it changed, or that it has not come. */
  async function tellOutcome({ memory, managed }: Preparation): Promise<void> {
    const { knownVersion, installing: begun, waiting } = memory.current();
    const notes = [...(await dependencies.releaseNotes())];
    const isUpdated = knownVersion !== null && isNewer(version, knownVersion);
    if (isUpdated && notes.length > 0) status.setWhatsNew({ version, notes });
    else if (knownVersion !== version) await memory.change({ knownVersion: version });
    // It has arrived, from here or from elsewhere.
    if (waiting !== null && !isNewer(waiting.version, version)) {
      await memory.change({ waiting: null });
    }
    if (managed.kind === 'managed' && begun !== null && isNewer(begun, version)) {
      const failure: Failure = { code: 'UPDATE_INSTALL_FAILED', detail: begun };
      status.move({ kind: 'failed', failure });
    }
  }

  function attendanceNow(): Attendance {
    const stage = status.stage();
    if (preparation === null || stage.kind !== 'ready') return 'nobody';
    return attendanceFor(stage.feed.content.version, preparation);
  }

  /** One thing at a time: what is asked for meanwhile waits for its end. */
  async function inTurn(task: () => Promise<void>): Promise<void> {
    // Whoever waited before may have begun something else.
    while (round !== null) await round.catch(() => undefined);
    if (disposal.signal.aborted) return;
    round = task().finally(() => {
      round = null;
      considerInstalling();
    });
    await round;
  }

  async function idle(): Promise<void> {
    while (round !== null) await round.catch(() => undefined);
  }

  async function withRound(task: (round: CheckRound) => Promise<void>): Promise<void> {
    const { settings, memory: opened, managed } = await prepared();
    if (managed.kind === 'unmanaged') {
      status.move(managed);
      return;
    }
    const { signal } = disposal;
    await task({ clock, log, version, status, settings, memory: opened, managed, signal });
  }

  /** One that waits for its turn, or has it, serves whoever asks meanwhile. */
  function check(isAsked: boolean): Promise<void> {
    const who = isAsked ? 'asked' : 'planned';
    checks[who] ??= inTurn(() => {
      if (isAsked) schedule?.checked();
      return withRound((open) => checkForUpdate(open, isAsked));
    }).finally(() => {
      checks[who] = null;
    });
    return checks[who];
  }

  /** Installs a waiting update if this is the moment, and else looks again in a while. */
  function considerInstalling(): void {
    status.publish();
    stopLooking();
    const ready = status.stage();
    if (ready.kind !== 'ready' || disposal.signal.aborted) return;
    stopLooking = clock.after(lookInterval, considerInstalling);
    const isMoment = () =>
      preparation !== null && isMomentToInstall(installing, ready, preparation);
    if (round === null && isMoment()) install(ready, isMoment);
  }

  function install({ feed }: ReadyStage, isRight: () => boolean): void {
    void inTurn(async () => {
      // A check that was under way may have withdrawn it, or found another one.
      const ready = status.stage();
      if (preparation === null || ready.kind !== 'ready') return;
      if (ready.feed.file.sha512 !== feed.file.sha512) return;
      await installUpdate(installing, ready, preparation, isRight);
    });
  }

  return {
    events,
    current: status.current,
    start: once(async () => {
      const done = await prepared().catch(() => null);
      // No policy that can be read, no feed: until an administrator has mended it.
      if (done === null) status.move({ kind: 'unmanaged', reason: 'policy' });
      else if (done.managed.kind === 'unmanaged') {
        status.move(done.managed);
        return;
      }
      if (disposal.signal.aborted) return;
      schedule = scheduleChecks(
        clock,
        dependencies.random,
        () => {
          check(false).catch(() => undefined);
        },
        dependencies.before?.checkAt,
      );
      // Until it is known that there is an update, whoever starts CareDesk anew could sign in.
      if (isBelowMinimum()) check(false).catch(() => undefined);
    }),
    check() {
      if (status.stage().kind === 'unmanaged') throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      check(true).catch(() => undefined);
    },
    download() {
      const stage = status.stage();
      if (stage.kind !== 'available') throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      inTurn(async () => {
        if (status.stage() === stage) await withRound((open) => fetchAsked(open, stage.feed));
      }).catch(() => undefined);
    },
    async chooseTime(time) {
      const ready = status.stage();
      if (ready.kind !== 'ready') throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      if (time === 'now') {
        const isRight = () => canInstallNow(installing);
        if (!isRight()) throw new CareDeskError('UPDATE_BLOCKED');
        install(ready, isRight);
        return;
      }
      if (time === 'tonight' && attendanceNow() !== 'nobody') {
        throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      }
      const waiting = { version: ready.feed.content.version, since: ready.since, chosen: time };
      await preparation?.memory.change({ waiting });
      considerInstalling();
    },
    async whatsNewRead() {
      // Kept before it is hidden, or it would be told again to whoever quits right then.
      await (await prepared()).memory.change({ knownVersion: version });
      status.setWhatsNew(null);
    },
    reportWork(work) {
      presence.reportWork(work);
      considerInstalling();
    },
    sessionChanged(session) {
      presence.sessionChanged(session);
      considerInstalling();
    },
    callsChanged(underWay) {
      presence.callsChanged(underWay);
      considerInstalling();
    },
    sessionEnding() {
      presence.sessionEnding();
      status.publish();
    },
    signInRefusal,
    leftBehind,
    idle,
    dispose() {
      disposal.abort();
      schedule?.stop();
      stopLooking();
    },
  };

  function leftBehind(): UpdatesLeftBehind {
    const { signedOutAt } = presence.current();
    return { checkAt: isInTheMidst() ? clock.now() : (schedule?.next() ?? null), signedOutAt };
  }

  /** Whether there is an update that only this process knows of, or is just getting to know. */
  function isInTheMidst(): boolean {
    switch (status.stage().kind) {
      case 'checking':
      case 'available':
      case 'downloading':
      case 'ready':
        return true;
      case 'unmanaged':
      case 'up-to-date':
      case 'installing':
      case 'failed':
        return false;
    }
  }

  function signInRefusal(): Failure | null {
    const { kind } = status.stage();
    if (kind === 'installing') return { code: 'BRIDGE_NOT_POSSIBLE_NOW', detail: null };
    // Only where something can be done about it: by the person, or by whoever installs CareDesk.
    const canBeMended = kind === 'ready' || kind === 'unmanaged';
    return isBelowMinimum() && canBeMended
      ? { code: 'UPDATE_REQUIRED', detail: status.minimumVersion() }
      : null;
  }

  function isBelowMinimum(): boolean {
    const minimum = status.minimumVersion();
    return minimum !== null && isNewer(minimum, version);
  }
}
