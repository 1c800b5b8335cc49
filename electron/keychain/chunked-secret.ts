import type { Keychain } from './keychain.ts';

/** Base64url characters a chunk: Windows holds 2,560 bytes a credential (5 × 512). */
const chunkCharacters = 2_400;

/** One secret of any length in the keychain. All methods reject when the keychain refuses. */
export interface ChunkedSecret {
  /** @param signal once aborted, nothing more is written and it rejects */
  save(secret: string, signal?: AbortSignal): Promise<void>;
  /** The secret kept, or null when there is none or a write was cut short. */
  load(): Promise<string | null>;
  /** Removes what an interrupted write has left beside the secret. */
  sweep(): Promise<void>;
  /** Removes the secret and whatever an interrupted write has left of it. */
  clear(): Promise<void>;
}

/**
 * Cuts a secret into chunks under a fresh write id, writes the manifest last and sweeps what the
 * manifest no longer names: a crash at any point leaves the old secret or the new one whole.
 *
 * @param name account of the manifest; chunks are `<name>/<write id>/<number>`
 */
export function createChunkedSecret(
  keychain: Keychain,
  name: string,
  newWriteId: () => string,
): ChunkedSecret {
  async function removeAllBut(keep: ReadonlySet<string>): Promise<void> {
    const accounts = await keychain.accounts();
    const ours = accounts.filter(
      (account) => (account === name || account.startsWith(`${name}/`)) && !keep.has(account),
    );
    // All of them, also when one is refused: what can go, goes.
    const removals = await Promise.allSettled(ours.map((account) => keychain.remove(account)));
    const refused = removals.find((removal) => removal.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  }
  function chunksOf({ writeId, chunks }: Manifest): readonly string[] {
    return Array.from({ length: chunks }, (_, number) => `${name}/${writeId}/${number}`);
  }
  return {
    async save(secret, signal) {
      const encoded = Buffer.from(secret, 'utf8').toString('base64url');
      const writeId = newWriteId();
      const chunks: string[] = [];
      for (let at = 0; at < encoded.length; at += chunkCharacters) {
        const chunk = `${name}/${writeId}/${chunks.length}`;
        signal?.throwIfAborted();
        await keychain.write(chunk, encoded.slice(at, at + chunkCharacters));
        chunks.push(chunk);
      }
      signal?.throwIfAborted();
      await keychain.write(name, JSON.stringify({ writeId, chunks: chunks.length }));
      await removeAllBut(new Set([name, ...chunks]));
    },
    async load() {
      const manifest = parseManifest(await keychain.read(name));
      if (manifest === null) return null;
      let encoded = '';
      for (const account of chunksOf(manifest)) {
        const chunk = await keychain.read(account);
        if (chunk === null) return null;
        encoded += chunk;
      }
      return Buffer.from(encoded, 'base64url').toString('utf8');
    },
    async sweep() {
      const manifest = parseManifest(await keychain.read(name));
      await removeAllBut(new Set(manifest === null ? [] : [name, ...chunksOf(manifest)]));
    },
    // The manifest goes first, so that an interrupted clear never leaves a secret that loads.
    async clear() {
      await keychain.remove(name);
      await removeAllBut(new Set());
    },
  };
}

interface Manifest {
  readonly writeId: string;
  readonly chunks: number;
}

function parseManifest(text: string | null): Manifest | null {
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
