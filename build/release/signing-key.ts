import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { access, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { privateKeyFaultWords, readPrivateKey } from '../../electron/identity/private-key.ts';
import { type ReleaseTrust, releaseTrustSchema } from '../../electron/updates/release-trust.ts';
import { writeInOneStep } from './atomic-files.ts';
import { ReleaseError } from './release-error.ts';

/** A key of the supplier and the name under which CareDesk knows its public half. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

export type ReleaseKey = ReleaseTrust['releaseKeys'][number];

/** Environment variable with the file of the private key, for whoever does not name it. */
export const keyVariable = 'CAREDESK_RELEASE_KEY';

/** Environment variable with the passphrase of the private key; unset for a key without one. */
export const passphraseVariable = 'CAREDESK_RELEASE_KEY_PASSPHRASE';

/** SubjectPublicKeyInfo in base64, as release-trust.json holds it. */
function publicText(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}

/**
 * Reads the file of public keys that is packed into CareDesk.
 * @throws ReleaseError TRUST_UNUSABLE
 */
export async function readTrust(file: string): Promise<ReleaseTrust> {
  try {
    return releaseTrustSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new ReleaseError(
      'TRUST_UNUSABLE',
      `${file} cannot be read as a list of publishers and keys. Compare it with electron/updates/release-trust.json.`,
      { cause },
    );
  }
}

/**
 * Reads the private key that signs feeds and finds its name among the keys that CareDesk knows.
 *
 * @throws ReleaseError KEY_UNUSABLE, KEY_NOT_TRUSTED
 */
export async function readSigningKey(
  file: string,
  trust: ReleaseTrust,
  passphrase: string | undefined,
): Promise<SigningKey> {
  const pem = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ReleaseError('KEY_UNUSABLE', `The key ${file} cannot be read.`, { cause });
  });
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new ReleaseError(
      'KEY_UNUSABLE',
      `Others on this machine may read the key ${file}. Put that right first: chmod 600 ${file}`,
    );
  }
  const privateKey = privateKeyFrom(file, pem, passphrase);
  const publicKey = publicText(privateKey);
  const entry = trust.releaseKeys.find((key) => key.publicKey === publicKey);
  if (entry === undefined) {
    throw new ReleaseError(
      'KEY_NOT_TRUSTED',
      `No CareDesk would believe this key: its public half is not among the releaseKeys of electron/updates/release-trust.json, or of the file that --trust names. Use the key that is there, or make one with --new-key and release a version that holds it before you sign with it.`,
    );
  }
  return { keyId: entry.keyId, privateKey };
}

function privateKeyFrom(file: string, pem: string, passphrase: string | undefined): KeyObject {
  const read = readPrivateKey(pem, passphrase);
  if (read.kind === 'fault') {
    const isPassphrase = read.fault === 'passphrase-missing' || read.fault === 'passphrase-wrong';
    const advice = isPassphrase ? ` Set ${passphraseVariable} to the right one.` : '';
    throw new ReleaseError('KEY_UNUSABLE', `${file} ${privateKeyFaultWords[read.fault]}.${advice}`);
  }
  const { key } = read;
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new ReleaseError(
    'KEY_UNUSABLE',
    `${file} is not an Ed25519 key but ${key.asymmetricKeyType ?? 'another one'}. Make one with --new-key.`,
  );
}

/** The checkout a folder lies in, or null. */
async function checkoutAround(folder: string): Promise<string | null> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const isCheckout = await access(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (isCheckout) return at;
    if (dirname(at) === at) return null;
  }
}

/**
 * Makes sure that a private key may lie in a folder.
 * @throws ReleaseError KEY_FOLDER_REFUSED inside a checkout, where it would be committed one day
 */
export async function checkKeyFolder(folder: string): Promise<void> {
  const checkout = await checkoutAround(folder);
  if (checkout !== null) {
    throw new ReleaseError(
      'KEY_FOLDER_REFUSED',
      `${folder} lies in the checkout ${checkout}, and a private key must never get into a repository. Name a folder outside.`,
    );
  }
}

/**
 * Makes an Ed25519 key pair. The private half is written to `<folder>/<keyId>.pem` for its owner's
 * eyes only, encrypted when there is a passphrase.
 *
 * @throws ReleaseError KEY_FOLDER_REFUSED
 */
export async function makeSigningKey(
  folder: string,
  passphrase: string | undefined,
): Promise<{ readonly file: string; readonly entry: ReleaseKey }> {
  await checkKeyFolder(folder);
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicText(privateKey);
  const keyId = createHash('sha256').update(publicKey, 'base64').digest('hex').slice(0, 16);
  const pem = privateKey.export({
    format: 'pem',
    type: 'pkcs8',
    ...(passphrase ? { cipher: 'aes-256-cbc', passphrase } : {}),
  });
  const file = join(folder, `caredesk-release-${keyId}.pem`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, pem, { flag: 'wx', mode: 0o600 });
  return { file, entry: { keyId, publicKey } };
}

/** Adds a public key to the file that is packed into CareDesk, after those that are there. */
export async function addToTrust(file: string, entry: ReleaseKey): Promise<void> {
  const trust = await readTrust(file);
  const releaseKeys = [...trust.releaseKeys, entry];
  await writeInOneStep(file, `${JSON.stringify({ ...trust, releaseKeys }, null, 2)}\n`);
}
