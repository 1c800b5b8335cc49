/** What must never be found outside the main process of CareDesk. */
export interface IssuedSecret {
  readonly kind: 'code' | 'verifier' | 'id-token' | 'access-token' | 'refresh-token';
  readonly value: string;
}

/** Remembers every secret the sandbox handed out or was shown, for tests that look for them. */
export interface IssuedSecrets {
  note(kind: IssuedSecret['kind'], value: unknown): void;
  all(): readonly IssuedSecret[];
}

/** An empty record. */
export function createIssuedSecrets(): IssuedSecrets {
  const secrets: IssuedSecret[] = [];
  return {
    note(kind, value) {
      if (typeof value === 'string' && value !== '') secrets.push({ kind, value });
    },
    all: () => [...secrets],
  };
}
