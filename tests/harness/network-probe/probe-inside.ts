import type { Session } from 'electron';
import type { NetworkFailureDescription } from '../../../electron/network/network-failure.ts';
import type { ProxyCredentials } from '../../../electron/network/proxy-sign-in.ts';

/** What a fetch came to. */
export type ProbeAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'failure'; readonly cause: NetworkFailureDescription | null };

/** A question that was put to the person. */
export interface ProbeQuestion {
  readonly scheme: string;
  readonly refused: boolean;
}

/** The probe as it is found in the main process. */
export interface ProbeInside {
  readonly asked: ProbeQuestion[];
  /** What the person will type, in turn; they cancel when nothing is left. */
  readonly typed: ProxyCredentials[];
  readonly network: Session;
  allowIntegratedSignIn(domains: readonly string[]): void;
  fetch(url: string, init?: RequestInit): Promise<ProbeAnswer>;
}

declare global {
  var networkProbe: ProbeInside;
}
