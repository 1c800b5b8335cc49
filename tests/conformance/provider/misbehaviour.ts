import type { Signature } from './id-token.ts';
import type { Json } from './json.ts';

/** What an endpoint answers. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a misbehaviour may know of the sign-in it spoils. */
export interface Circumstances {
  readonly issuer: string;
  readonly clientId: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Which id token of this provider it is, counted from 1. */
  readonly idTokens: number;
}

/**
 * One way to misbehave: a change at exactly one place of an otherwise correct provider. `claims`
 * and the like are changed in place.
 */
export interface Misbehaviour {
  /** What the provider does, as a sentence's end: “the provider …”. */
  readonly does: string;
  discovery?(metadata: Json): void;
  keys?(keys: Json[]): Json[];
  /** Spoils the parameters the browser brings back. */
  answer?(parameters: URLSearchParams, circumstances: Circumstances): void;
  idToken?(claims: Json, circumstances: Circumstances): void;
  /** Spoils id tokens of a refresh only. */
  refreshedIdToken?(claims: Json, circumstances: Circumstances): void;
  readonly signature?: Signature;
  readonly withoutKid?: boolean;
  /** Changes a signed id token without signing it again. */
  tampering?(claims: Json): void;
  /** Spoils the answer to a code. */
  tokens?(answer: Json): void;
  userinfo?(claims: Json): void;
  /** Replaces an endpoint's answer. */
  readonly replaced?: Partial<Record<EndpointName, ProviderAnswer>>;
  /** Spoils the answer to a refresh that was granted. */
  refreshed?(answer: Json): void;
  /** A refresh is granted and the answer lost on its way. */
  readonly losesRefresh?: boolean;
  /** The key signed with is exchanged right before an id token is signed. */
  readonly rotatesBeforeSigning?: boolean;
}

export type EndpointName = 'discovery' | 'keys' | 'token' | 'userinfo' | 'exchange' | 'refresh';
