import { readFile } from 'node:fs/promises';
import { systemClock } from './ground/clock.ts';
import { systemUptime } from './ground/system-uptime.ts';
import { createMovableTime, type MovableTime } from './movable-time.ts';
import type { Decisions } from './policy/machine-folder.ts';
import type { PolicySource } from './policy/machine-policy.ts';
import { unlessMissing } from './policy/path-handles.ts';
import { policyFile } from './policy/policy-file.ts';

/*
 * The seams of a development build, all of them. The bundler leaves this file out of what is packed
 * (build/bundle.ts), and a package with any of it is refused (build/packaging/judge-package.ts):
 * whatever a copy is called and however it is started, there is nothing to open.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this instance keeps its files, by CAREDESK_USER_DATA; null for where Electron does. */
export function userDataFolder(environment: Environment): string | null {
  return named(environment['CAREDESK_USER_DATA']);
}

/** The policy that CAREDESK_POLICY names is all that a development build reads. */
export function developmentPolicySources(environment: Environment): readonly PolicySource[] {
  const file = named(environment['CAREDESK_POLICY']);
  if (file === null) {
    return [{ place: 'the file that CAREDESK_POLICY names', read: async () => null }];
  }
  return [policyFile(file, { readText: (path) => readFile(path, 'utf8') })];
}

/** A development build keeps administrators' decisions with its own files. */
export function developmentDecisions(folder: string): Decisions {
  return { folder, readText: (path) => unlessMissing(() => readFile(path, 'utf8')) };
}

/** The time of this instance, which a test moves by calling `CAREDESK_MOVE_TIME` in the main process. */
export function developmentTime(): MovableTime {
  const time = createMovableTime(systemClock, systemUptime);
  Object.assign(globalThis, { CAREDESK_MOVE_TIME: time.move });
  return time;
}

function named(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
