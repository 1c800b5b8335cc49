import { createChunkedSecret } from '../../electron/keychain/chunked-secret.ts';
import type { Keychain } from '../../electron/keychain/keychain.ts';
import { nameOf } from './journey.ts';
import type { Kept } from './kept-after.ts';

/** CareDesk's name for what it keeps of whoever is logged in. */
const account = 'refresh-token';

/** The log-in that a keychain holds whole, and of how many items it is made. */
export async function keptLogIn(
  keychain: Keychain,
): Promise<{ readonly of: Kept; readonly items: number }> {
  const secret = createChunkedSecret(keychain, account, () => 'never written');
  const text = await secret.load();
  if (text === null) return { of: null, items: 0 };
  const { signIn } = JSON.parse(text) as { signIn: { person: { displayName: string } } };
  const manifest = JSON.parse((await keychain.read(account)) ?? '{"chunks":0}') as {
    readonly chunks: number;
  };
  return { of: nameOf(signIn.person.displayName), items: manifest.chunks + 1 };
}
