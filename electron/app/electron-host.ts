import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { app, clipboard, session as sessions } from 'electron';
import type { Clock } from '../ground/clock.ts';
import { noLog } from '../ground/log.ts';
import type { Keychain, KeychainService } from '../keychain/keychain.ts';
import { watchUntrustedIssuers } from '../network/certificate-issuer.ts';
import { createElectronFetch } from '../network/electron-fetch.ts';
import type { Fetch } from '../network/fetch.ts';
import { createIntegratedSignIn } from '../network/integrated-sign-in.ts';
import type { FetchOwner, NetworkHost } from '../network/network.ts';
import { allowedBy, type Build } from '../policy/build-stamp.ts';
import { protectsPolicy, readInstallChannel } from '../policy/install-channel.ts';
import type { Decisions } from '../policy/machine-folder.ts';
import { type PolicySource, readPolicy } from '../policy/machine-policy.ts';
import type { Policy } from '../policy/policy-schema.ts';
import { appUpdates } from '../updates/app-updates.ts';
import { clearTraces } from '../window/clear-traces.ts';
import type { CopiedText } from '../window/copied-text.ts';
import type { MainWindow } from '../window/main-window.ts';
import type { Workstation } from '../workstation/workstation.ts';
import type { Host } from './host.ts';

/** What the host is made of besides Electron's own modules. */
export interface ElectronHostParts {
  readonly clock: Clock;
  uptime(): number;
  readonly build: Build;
  /** What administrators decide on this PC. */
  readonly decisions: Decisions;
  readonly policySources: readonly PolicySource[];
  readonly keychain: { open(service: KeychainService): Keychain };
  openBrowser(address: string): Promise<void>;
  personAsked(): boolean;
  readonly copiedText: CopiedText;
  readonly workstation: Workstation;
  readonly window: Pick<MainWindow, 'bringToFront' | 'send' | 'replace'>;
  /** Whether CareDesk is on its way out: no window is opened any more. */
  isLeaving(): boolean;
  readonly succeed: Host['succeed'];
}

/** The machine as Electron gives it. */
export function createElectronHost(parts: ElectronHostParts): Host {
  const { clock, build, decisions, keychain, window, copiedText } = parts;
  const traces = {
    copiedText,
    marked: process.platform === 'linux' ? (clipboard.selection ?? null) : null,
    clearRecentDocuments: () => app.clearRecentDocuments(),
  };
  return {
    version: app.getVersion(),
    clock,
    uptime: parts.uptime,
    workstation: parts.workstation,
    log: noLog,
    network: electronNetwork(),
    updates: appUpdates({ isPackaged: build !== 'development', clock }),
    readPolicy: () => policyOf(build, parts.policySources),
    openKeychain: async (service) => keychain.open(service),
    async loadRbacTables() {
      const { openRbacStore } = await import('../administration/open-stores.ts');
      return openRbacStore(decisions.folder, decisions.readText).load();
    },
    openBrowser: parts.openBrowser,
    personAsked: parts.personAsked,
    copyText: (text) => void copiedText.copy(text),
    dropCopiedText: (text) => copiedText.forget(text),
    bringToFront: window.bringToFront,
    send: window.send,
    succeed: parts.succeed,
    async forgetPerson() {
      if (parts.isLeaving()) return clearTraces(traces);
      window.replace();
      await clearTraces(traces);
      await sessions.defaultSession.clearStorageData();
      await sessions.defaultSession.clearCache();
    },
  };
}

/**
 * Chromium's network stack, in memory: no cookie and no answer is ever written to disk. Opened by
 * the first request, since a start has none and would be slower for it.
 */
function electronNetwork(): NetworkHost {
  let domains: readonly string[] = [];
  let opened: ReturnType<typeof openNetworkSession> | null = null;
  const open = () => {
    opened ??= openNetworkSession(domains);
    return opened;
  };
  return {
    openFetch(owner) {
      let fetch: Fetch | null = null;
      return (...request) => {
        fetch ??= open().createFetch(owner);
        return fetch(...request);
      };
    },
    allowIntegratedSignIn(allowed) {
      domains = allowed;
      opened?.integratedSignIn.allow(allowed);
    },
    clearAuthCache: async () => opened?.session.clearAuthCache(),
    async closeAllConnections() {
      await opened?.session.closeAllConnections();
      // A PAC file that was being fetched is cut off as well, and would count as not there.
      await opened?.session.forceReloadProxyConfig();
    },
  };
}

function openNetworkSession(domains: readonly string[]) {
  const session = sessions.fromPartition('network', { cache: false });
  session.setSpellCheckerLanguages([]);
  const integratedSignIn = createIntegratedSignIn(session);
  integratedSignIn.allow(domains);
  const untrustedIssuer = watchUntrustedIssuers(session).issuerFor;
  return {
    session,
    integratedSignIn,
    createFetch: (owner: FetchOwner) =>
      createElectronFetch(session, {
        ...owner,
        untrustedIssuer,
        integratedSignIn: integratedSignIn.covers,
      }),
  };
}

async function policyOf(build: Build, sources: readonly PolicySource[]): Promise<Policy> {
  const channel = await readInstallChannel(process.resourcesPath, (path) => readFile(path, 'utf8'));
  return allowedBy(build, protectsPolicy(channel, process.platform), await readPolicy(sources));
}
