import type { FailureCode } from '../contract/failures.ts';

/**
 * What is worth knowing to whoever supports CareDesk, though the person at the PC is not told. Every
 * entry names its fields here: there is no free text, so nothing secret and nothing of a patient can
 * get into a log by the words of an error.
 */
export interface LogEvents {
  /** The provider did not take back tokens that nobody uses any more; they last until they expire. */
  'tokens-not-revoked': { readonly server: 'sign-in' | 'apis' };
  /** Chromium kept sign-ins at proxies, or connections, of somebody who has left. */
  'proxy-sign-ins-not-cleared': Record<never, never>;
  /** A look for updates failed. The person is often not told: a PC may be off-line for days. */
  'update-check-failed': { readonly code: FailureCode };
}

/** Where rooms note what happened. Never throws, and nobody waits for it. */
export interface Log {
  note<Name extends keyof LogEvents>(event: Name, fields: LogEvents[Name]): void;
}

/** Keeps nothing. */
export const noLog: Log = { note: () => undefined };
