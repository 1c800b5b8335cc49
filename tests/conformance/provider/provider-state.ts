import { randomBytes } from 'node:crypto';

/** What a code stands for. */
export interface Grant {
  /** Parameters of the authorization request. */
  readonly asked: URLSearchParams;
  /** Authenticator assurance level of the authentication. */
  readonly level: 2 | 3;
}

/** Codes and tokens the provider has handed out. Every one is good for what it should be once. */
export interface ProviderState {
  /** Every secret ever issued, to look for where it must not be. */
  readonly secrets: ReadonlySet<string>;
  newCode(grant: Grant): string;
  /** The grant of a code at its first use, else null. */
  redeemCode(code: string | null): Grant | null;
  newAccessToken(grant: Grant): string;
  grantOfAccessToken(token: string | null): Grant | null;
  newRefreshToken(grant: Grant): string;
  /** The grant of a refresh token at its first use. A second use revokes all of them. */
  redeemRefreshToken(token: string | null): Grant | null;
  /** Takes a use back: the provider answers without rotating. */
  restoreRefreshToken(token: string, grant: Grant): void;
  rememberIdToken(token: string, grant: Grant): void;
  grantOfIdToken(token: string | null): Grant | null;
}

/** A state with nothing handed out. */
export function createProviderState(): ProviderState {
  const secrets = new Set<string>();
  const codes = new Map<string, Grant>();
  const access = new Map<string, Grant>();
  const refresh = new Map<string, Grant>();
  const idTokens = new Map<string, Grant>();

  function issue(place: Map<string, Grant>, grant: Grant): string {
    const secret = randomBytes(24).toString('base64url');
    secrets.add(secret);
    place.set(secret, grant);
    return secret;
  }

  return {
    secrets,
    newCode: (grant) => issue(codes, grant),
    redeemCode(code) {
      const grant = codes.get(code ?? '') ?? null;
      codes.delete(code ?? '');
      return grant;
    },
    newAccessToken: (grant) => issue(access, grant),
    grantOfAccessToken: (token) => access.get(token ?? '') ?? null,
    newRefreshToken: (grant) => issue(refresh, grant),
    redeemRefreshToken(token) {
      const grant = refresh.get(token ?? '') ?? null;
      if (grant === null) refresh.clear();
      else refresh.delete(token ?? '');
      return grant;
    },
    restoreRefreshToken(token, grant) {
      refresh.set(token, grant);
    },
    rememberIdToken(token, grant) {
      secrets.add(token);
      idTokens.set(token, grant);
    },
    grantOfIdToken: (token) => idTokens.get(token ?? '') ?? null,
  };
}
