import type { Keychain } from './keychain.ts';

/**
 * Windows holds 2,560 bytes a credential (CRED_MAX_CREDENTIAL_BLOB_SIZE, 5 × 512). Tokens are
 * ASCII, so characters are bytes; anything else is encoded before it is cut.
 */
const chunkCharacters = 2_400;
const manifestAccount = 'refresh-token';

/** Keeps one refresh token in the keychain. All methods reject when the keychain refuses. */
export interface RefreshTokenStore {
  save(refreshToken: string): Promise<void>;
  /** The token kept, or null when there is none or a write was cut short. */
  load(): Promise<string | null>;
  /** Removes everything CareDesk put there. */
  clear(): Promise<void>;
}

/**
 * Cuts the token into chunks under a fresh write id, writes the manifest last and sweeps what the
 * manifest no longer names: a crash at any point leaves the old token or the new one whole.
 */
export function createRefreshTokenStore(
  keychain: Keychain,
  newWriteId: () => string,
): RefreshTokenStore {
  async function sweep(keep: ReadonlySet<string>): Promise<void> {
    for (const account of await keychain.accounts()) {
      if (!keep.has(account)) await keychain.remove(account);
    }
  }
  return {
    async save(refreshToken) {
      const encoded = Buffer.from(refreshToken, 'utf8').toString('base64url');
      const writeId = newWriteId();
      const names: string[] = [];
      for (let at = 0; at < encoded.length; at += chunkCharacters) {
        const name = `${manifestAccount}/${writeId}/${names.length}`;
        await keychain.write(name, encoded.slice(at, at + chunkCharacters));
        names.push(name);
      }
      await keychain.write(manifestAccount, JSON.stringify({ writeId, chunks: names.length }));
      await sweep(new Set([manifestAccount, ...names]));
    },
    async load() {
      const manifest = parseManifest(await keychain.read(manifestAccount));
      if (manifest === null) return null;
      let encoded = '';
      for (let i = 0; i < manifest.chunks; i++) {
        const chunk = await keychain.read(`${manifestAccount}/${manifest.writeId}/${i}`);
        if (chunk === null) return null;
        encoded += chunk;
      }
      return Buffer.from(encoded, 'base64url').toString('utf8');
    },
    // The manifest goes first, so that an interrupted clear never leaves a token that loads.
    async clear() {
      await keychain.remove(manifestAccount);
      await sweep(new Set());
    },
  };
}

function parseManifest(text: string | null): { writeId: string; chunks: number } | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    if (!('writeId' in value) || !('chunks' in value)) return null;
    const { writeId, chunks } = value;
    if (typeof writeId !== 'string' || typeof chunks !== 'number') return null;
    return Number.isInteger(chunks) && chunks > 0 && chunks <= 64 ? { writeId, chunks } : null;
  } catch {
    return null;
  }
}
