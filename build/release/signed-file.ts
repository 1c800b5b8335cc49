import { createPublicKey, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  feedSigningInput,
  joinSignedFeed,
  splitSignedFeed,
} from '../../electron/updates/feed-format.ts';
import type { ReleaseTrust } from '../../electron/updates/release-trust.ts';
import { ReleaseError } from './release-error.ts';
import type { SigningKey } from './signing-key.ts';

function refused(name: string, what: string): ReleaseError {
  return new ReleaseError(
    'FEED_REFUSED',
    `${name} in the feed folder ${what}. Fetch the feed that is online again, or find out who changed it; nothing was written. A new feed starts in an empty folder.`,
  );
}

/**
 * The signed part of a channel file, after its signature has been checked against the keys
 * CareDesk knows; null when there is no such file.
 *
 * @throws ReleaseError FEED_REFUSED
 */
export async function readSignedFile(
  feed: string,
  name: string,
  trust: ReleaseTrust,
): Promise<string | null> {
  let raw: string;
  try {
    raw = await readFile(join(feed, name), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parts = splitSignedFeed(raw);
  if (parts === null) throw refused(name, 'does not end in a signature');
  const entry = trust.releaseKeys.find(({ keyId }) => keyId === parts.keyId);
  if (entry === undefined) {
    throw refused(name, `is signed with a key that is not among releaseKeys (${parts.keyId})`);
  }
  const key = createPublicKey({
    key: Buffer.from(entry.publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  const signature = Buffer.from(parts.signature, 'base64');
  if (!verify(null, feedSigningInput(parts.signedText), key, signature)) {
    throw refused(name, 'does not match its signature');
  }
  return parts.signedText;
}

/** A channel file as it is served: the text and, in its last line, the signature. */
export function signedFile(signedText: string, { keyId, privateKey }: SigningKey): string {
  const signature = sign(null, feedSigningInput(signedText), privateKey).toString('base64');
  return joinSignedFeed({ signedText, keyId, signature });
}
