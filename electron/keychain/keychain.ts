export type { KeychainService } from './keychain-call.ts';

/**
 * The OS keychain: Credential Manager on Windows, Keychain on macOS, Secret Service on Linux.
 * One service name; an account is one item. Every method rejects when the keychain is locked,
 * full or absent: callers decide what that means.
 */
export interface Keychain {
  /** The secret of an account, or null when there is none. */
  read(account: string): Promise<string | null>;
  /** Writes or replaces the secret of an account. */
  write(account: string, secret: string): Promise<void>;
  /** Removes an account; removing one that does not exist is not an error. */
  remove(account: string): Promise<void>;
  /** Names of all accounts under CareDesk's service. */
  accounts(): Promise<readonly string[]>;
}
