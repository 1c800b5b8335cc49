import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { systemClock } from './ground/clock.ts';
import { systemUptime } from './ground/system-uptime.ts';
import { createMovableTime, type MovableTime } from './movable-time.ts';
import type { Decisions } from './policy/machine-folder.ts';
import type { PolicySource } from './policy/machine-policy.ts';
import { unlessMissing } from './policy/path-handles.ts';
import type { StartedProcess } from './succession/successor.ts';

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
  return [
    {
      place: file,
      // Loaded with the rooms, as in a package: what checks a policy would hold Electron up.
      async read() {
        const { policyFile } = await import('./policy/policy-file.ts');
        return policyFile(file, { readText: (path) => readFile(path, 'utf8') }).read();
      },
    },
  ];
}

/** A development build keeps administrators' decisions with its own files. */
export function developmentDecisions(folder: string): Decisions {
  return { folder, readText: (path) => unlessMissing(() => readFile(path, 'utf8')) };
}

/**
 * Where CAREDESK_SUCCESSOR names a file, the process that follows this one is asked for there, and
 * whoever started this one starts it: a test that must be able to look into it, or `npm start`,
 * which must know when CareDesk ends. Null: it is started as an installed CareDesk does.
 */
export function successorStarter(
  environment: Environment,
): ((args: readonly string[]) => StartedProcess) | null {
  const file = named(environment['CAREDESK_SUCCESSOR']);
  if (file === null) return null;
  return () => {
    writeFileSync(file, '');
    return { onEnd: () => undefined, stop: () => undefined };
  };
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
