import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Keychain, KeychainService } from '../keychain/keychain.ts';
import type { NetworkHost } from '../network/network.ts';
import type { Policy } from '../policy/policy-schema.ts';
import type { RbacTables } from '../rbac/rbac-tables.ts';
import type { LeftBehind } from '../succession/left-behind.ts';
import type { UpdatesHost } from '../updates/updates-host.ts';
import type { Workstation } from '../workstation/workstation.ts';

/** What the rooms need of the machine: Electron in the app, plain Node in tests. */
export interface Host {
  /** The version that is running. */
  readonly version: string;
  readonly clock: Clock;
  /** Milliseconds since the PC was started, counting sleep. */
  uptime(): number;
  readonly workstation: Workstation;
  readonly log: Log;
  readonly network: NetworkHost;
  /** How CareDesk replaces itself. */
  readonly updates: UpdatesHost;
  /** @throws CareDeskError POLICY_… */
  readPolicy(): Promise<Policy>;
  openKeychain(service: KeychainService): Promise<Keychain>;
  /** The tables an organisation has imported, or CareDesk's own. */
  loadRbacTables(): Promise<RbacTables>;
  /** Sends the system browser to an address. Rejects when it does not open. */
  openBrowser(address: string): Promise<void>;
  /** Whether a person has pressed something for which the browser has not been opened yet. */
  personAsked(): boolean;
  copyText(text: string): void;
  /** Clears the clipboard if it still holds this text, and it was copied last. Never rejects. */
  dropCopiedText(text: string): Promise<void>;
  /** Brings the window in front of the browser. */
  bringToFront(): void;
  /** Sends a state to the window. */
  send(channel: string, state: unknown): void;
  /**
   * Has a fresh process take the place of this one, because a person's session is over.
   * @param last what is left once the fresh one is there; resolves within seconds
   */
  succeed(first: LeftBehind, last: () => Promise<LeftBehind>): void;
  /** Clears what the window and the PC hold of the person: screen, memory, storage, clipboard. */
  forgetPerson(): Promise<void>;
}
