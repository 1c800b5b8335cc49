import { getCurrentFuseWire } from '@electron/fuses';

/** Electron's fuses, in the order of their wire (Electron documentation, “Electron Fuses”). */
const requiredFuses = [
  { name: 'runAsNode', state: 'off' },
  { name: 'cookieEncryption', state: 'on' },
  { name: 'nodeOptions', state: 'off' },
  { name: 'nodeCliInspect', state: 'off' },
  { name: 'embeddedAsarIntegrityValidation', state: 'on' },
  { name: 'onlyLoadAppFromAsar', state: 'on' },
  { name: 'loadBrowserProcessSpecificV8Snapshot', state: 'off' },
  { name: 'grantFileProtocolExtraPrivileges', state: 'off' },
  { name: 'wasmTrapHandlers', state: 'on' },
] as const;

/** Fuses of an Electron as old as the registry runtime. */
const fusesOfOlder = 8;

/** How many fuses an Electron must have: all, if it is the one package.json names. */
export function fewestFuses(isNamed: boolean): number {
  return isNamed ? requiredFuses.length : fusesOfOlder;
}

/** A fuse's state as the wire spells it; `removed` when Electron no longer reads it. */
export type FuseState = 'on' | 'off' | 'removed' | 'unknown';

function stateOf(character: number): FuseState {
  switch (String.fromCharCode(character)) {
    case '1':
      return 'on';
    case '0':
      return 'off';
    case 'r':
      return 'removed';
    default:
      return 'unknown';
  }
}

/** Reads the fuses of an executable, in wire order. */
export async function readFuses(executable: string): Promise<readonly FuseState[]> {
  const wire = await getCurrentFuseWire(executable);
  const states: FuseState[] = [];
  for (const [index, value] of Object.entries(wire)) {
    if (/^\d+$/.test(index) && typeof value === 'number') states[Number(index)] = stateOf(value);
  }
  return states;
}

/**
 * What is wrong with a package's fuses, a line each. A fuse that CareDesk does not know yet is
 * wrong too: somebody has to decide about it.
 *
 * @param fewest as `fewestFuses` says
 */
export function fuseFaults(states: readonly FuseState[], fewest: number): readonly string[] {
  const faults: string[] = [];
  const length = Math.max(states.length, fewest);
  for (let index = 0; index < length; index += 1) {
    const required = requiredFuses[index];
    const state = states[index] ?? 'missing';
    if (required === undefined) {
      faults.push(`fuse ${index} is ${state}, and CareDesk does not say what it must be`);
    } else if (state !== required.state && !(state === 'removed' && required.state === 'off')) {
      faults.push(`fuse ${required.name} is ${state} and must be ${required.state}`);
    }
  }
  return faults;
}
