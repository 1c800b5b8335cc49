import type { Host } from '../../../electron/app/host.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { systemClock } from '../../../electron/ground/clock.ts';
import { noLog } from '../../../electron/ground/log.ts';
import { systemUptime } from '../../../electron/ground/system-uptime.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';
import type { Fetch } from '../../../electron/network/fetch.ts';
import type { NetworkHost } from '../../../electron/network/network.ts';
import { defaultRbacTables } from '../../../electron/rbac/rbac-tables.ts';
import { noUpdates } from '../../../electron/updates/updates-host.ts';
import { controllableWorkstation } from '../../harness/controllable-workstation.ts';

/** A machine of plain Node: no window, no policy and no browser unless the test gives them. */
export function plainHost(given: Partial<Host> = {}): Host {
  return {
    version: '0.0.0',
    clock: systemClock,
    uptime: given.clock?.now ?? systemUptime,
    workstation: controllableWorkstation(),
    log: noLog,
    network: networkThrough((url, init) => fetch(url, { ...init, redirect: 'error' })),
    updates: noUpdates,
    readPolicy: () => Promise.reject(new CareDeskError('POLICY_MISSING')),
    openKeychain: async () => createMemoryKeychain(),
    loadRbacTables: async () => defaultRbacTables,
    openBrowser: async () => undefined,
    personAsked: () => true,
    copyText: () => undefined,
    dropCopiedText: async () => undefined,
    bringToFront: () => undefined,
    send: () => undefined,
    succeed: () => undefined,
    forgetPerson: async () => undefined,
    ...given,
  };
}

/** A network stack that makes every request with one fetch, and keeps nothing of anybody. */
export function networkThrough(fetch: Fetch): NetworkHost {
  return {
    openFetch: () => fetch,
    allowIntegratedSignIn: () => undefined,
    clearAuthCache: async () => undefined,
    closeAllConnections: async () => undefined,
  };
}
