import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Installation } from './installation.ts';
import type { ReleaseTrust } from './release-trust.ts';
import type { UpdateEngine, UpdateEngineChoice, UpdateSettings } from './update-engine.ts';
import type { UpdateMemory } from './update-memory.ts';

/** What the updater of one session's process leaves to that of the next. */
export interface UpdatesLeftBehind {
  /** Epoch milliseconds of the next look for an update; null when none was planned. */
  readonly checkAt: number | null;
  /** Epoch milliseconds of the last sign-out, or null. */
  readonly signedOutAt: number | null;
}

/** What the updater needs of the rest of CareDesk and of the PC. */
export interface UpdatesDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** The version that is running. */
  readonly version: string;
  /** Null at a start of its own. */
  readonly before: UpdatesLeftBehind | null;
  readonly trust: ReleaseTrust;
  /** Numbers from 0 up to but not including 1. */
  random(): number;
  /** Hour of the day on this PC, 0 to 23. */
  hour(): number;
  settings(): Promise<UpdateSettings>;
  installation(): Promise<Installation>;
  /** What the running version changed, in plain words; empty when there is nothing to tell. */
  releaseNotes(): Promise<readonly string[]>;
  openMemory(): Promise<UpdateMemory>;
  /** Called only where CareDesk updates itself: loading the engine takes a while. */
  openEngine(choice: UpdateEngineChoice): Promise<UpdateEngine>;
  /** Signs out whoever is signed in and gets out of the new version's way. */
  prepareToQuit(): Promise<void>;
  /** The new version could not be started: this one goes on. */
  reacquireInstanceLock(): void;
  quit(): void;
}
