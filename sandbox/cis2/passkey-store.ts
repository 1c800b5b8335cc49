import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const passkeySchema = z.strictObject({
  /** Credential id, base64url. */
  id: z.string().min(1),
  uid: z.string().regex(/^\d{12}$/),
  /** COSE public key, base64url. */
  publicKey: z.string().min(1),
  counter: z.number().int().nonnegative(),
  deviceType: z.enum(['singleDevice', 'multiDevice']),
  backedUp: z.boolean(),
});

export type Passkey = z.infer<typeof passkeySchema>;

export interface PasskeyStore {
  find(id: string): Passkey | undefined;
  ofPerson(uid: string): readonly Passkey[];
  /** Adds a passkey, or replaces the one with the same id. */
  save(passkey: Passkey): Promise<void>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function readPasskeys(file: string): Promise<Passkey[]> {
  try {
    return z.array(passkeySchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * Enrolled passkeys (public keys only), kept in `file` when given.
 * @throws when the file exists but is not a list of passkeys: it is not overwritten.
 */
export async function openPasskeyStore(file: string | undefined): Promise<PasskeyStore> {
  const known = file === undefined ? [] : await readPasskeys(file);
  const passkeys = new Map(known.map((passkey) => [passkey.id, passkey]));
  let writing = Promise.resolve();

  async function write(path: string): Promise<void> {
    const partial = `${path}.partial`;
    await writeFile(partial, `${JSON.stringify([...passkeys.values()], null, 2)}\n`);
    await rename(partial, path);
  }

  return {
    find: (id) => passkeys.get(id),
    ofPerson: (uid) => [...passkeys.values()].filter((passkey) => passkey.uid === uid),
    save: async (passkey) => {
      passkeys.set(passkey.id, passkey);
      if (file === undefined) return;
      writing = writing.then(() => write(file));
      await writing;
    },
  };
}
