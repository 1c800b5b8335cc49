import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { FileFault } from '../contract/file-report.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { ChunkedSecret } from '../keychain/chunked-secret.ts';
import type { JsonDocument } from '../policy/json-document.ts';
import { fileReport } from '../policy/machine-policy.ts';
import { readJson } from '../policy/read-json.ts';
import { schemaFaults } from '../policy/schema-faults.ts';
import {
  assertionAlgorithms,
  type ClientKey,
  type ClientSecrets,
} from './client-authentication.ts';
import { privateKeyFaultWords, readPrivateKey } from './private-key.ts';

const keptKeySchema = z.strictObject({
  /** PKCS #8, not encrypted: the keychain is what protects it. */
  pem: z.string().includes('-----BEGIN PRIVATE KEY-----').max(20_000),
  keyId: z.string().min(1).max(200),
  algorithm: z.enum(assertionAlgorithms),
});

const provisioningSchema = z
  .strictObject({
    clientSecret: z.string().min(1).max(4_000).optional(),
    clientKey: keptKeySchema
      .extend({
        pem: z.string().max(20_000),
        /** Of an encrypted key; it is not kept. */
        passphrase: z.string().max(1_000).optional(),
      })
      .optional(),
  })
  .refine((file) => file.clientSecret !== undefined || file.clientKey !== undefined, {
    message: 'The file must give clientSecret or clientKey.',
  });

const provisioningKind = {
  schema: provisioningSchema,
  name: 'the provisioning file',
  isPublic: false,
};

/** RFC 8725 section 3.5 and NIST SP 800-131A: shorter keys are too weak to sign with. */
const shortestModulus = 2_048;

/** Where the client's own secrets lie in the keychain, apart from any person's. */
export interface SecretPlaces {
  readonly clientSecret: ChunkedSecret;
  readonly clientKey: ChunkedSecret;
}

/** The secrets a provisioning file may give. */
export type SecretName = keyof SecretPlaces;

/** What became of each secret of a provisioning file, in the order they were tried. */
export interface Provisioned {
  readonly kept: readonly SecretName[];
  /** The first that the keychain did not keep, and why; after it nothing was tried. */
  readonly refused: { readonly name: SecretName; readonly cause: unknown } | null;
}

/** Reads what an administrator has provisioned. */
export function provisionedSecrets(places: SecretPlaces): ClientSecrets {
  return {
    clientSecret: () => places.clientSecret.load(),
    async clientKey() {
      const text = await places.clientKey.load();
      return text === null ? null : parseClientKey(text);
    },
  };
}

function parseClientKey(text: string): ClientKey {
  try {
    return keptKeySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CareDeskError('CLIENT_NOT_PROVISIONED', { detail: 'client key', cause });
  }
}

/**
 * Puts the secrets of a provisioning file (`caredesk --provision <file>`) into the keychain and
 * reads them back. What the file does not name is left as it was.
 *
 * @param text JSON with `clientSecret`, or `clientKey` of `pem`, `keyId` and `algorithm`, and of
 *   `passphrase` when `pem` is encrypted
 * @param place of the file, as the administrator wrote it
 * @throws CareDeskError PROVISIONING_INVALID (detail: the keys; report: all that is wrong) before
 *   anything is written
 */
export async function provision(
  text: string,
  places: SecretPlaces,
  place = 'the provisioning file',
): Promise<Provisioned> {
  const secrets = parseProvisioning(text, place);
  const kept: SecretName[] = [];
  for (const [name, secret] of secrets) {
    try {
      await places[name].save(secret);
      if ((await places[name].load()) !== secret) throw new Error('It reads back differently');
    } catch (cause) {
      return { kept, refused: { name, cause } };
    }
    kept.push(name);
  }
  return { kept, refused: null };
}

/** The secrets of a provisioning file, as the keychain keeps them. */
function parseProvisioning(text: string, place: string): readonly [SecretName, string][] {
  const read = readJson(text, 'a provisioning file');
  if (read.kind === 'unreadable') throw invalid('not JSON', place, read.faults);
  const { document } = read;
  const result = provisioningSchema.safeParse(document.value);
  if (!result.success || document.faults.length > 0) {
    const faults = schemaFaults(document, result.error?.issues ?? [], provisioningKind);
    throw invalid(null, place, faults);
  }
  const { clientSecret, clientKey } = result.data;
  const secrets: [SecretName, string][] = [];
  if (clientSecret !== undefined) secrets.push(['clientSecret', clientSecret]);
  if (clientKey !== undefined) {
    const { passphrase, ...rest } = clientKey;
    const pem = pemOf(clientKey.pem, passphrase, document, place);
    secrets.push(['clientKey', JSON.stringify({ ...rest, pem } satisfies ClientKey)]);
  }
  return secrets;
}

/** The key in PKCS #8 and not encrypted, whatever it was given in. */
function pemOf(
  given: string,
  passphrase: string | undefined,
  document: JsonDocument,
  place: string,
): string {
  const refuse = (reason: string, key: 'pem' | 'passphrase' = 'pem') =>
    invalid(null, place, [
      { key: `clientKey.${key}`, at: document.placeOf(['clientKey', key]), reason },
    ]);
  const read = readPrivateKey(given, passphrase);
  if (read.kind === 'fault') {
    const words = privateKeyFaultWords[read.fault];
    if (read.fault === 'passphrase-wrong') throw refuse(`The key ${words}`, 'passphrase');
    const advice = read.fault === 'passphrase-missing' ? ': add it as clientKey.passphrase' : '';
    throw refuse(`${words}${advice}`);
  }
  const unfit = unfitness(read.key);
  if (unfit !== null) throw refuse(unfit);
  return String(read.key.export({ format: 'pem', type: 'pkcs8' }));
}

/** Why a key cannot sign what CIS2 and the API platform accept, or null. */
function unfitness({ asymmetricKeyType: type, asymmetricKeyDetails }: KeyObject): string | null {
  if (type !== 'rsa') {
    return `is ${type === 'ec' ? 'an EC' : `a ${type ?? 'different'}`} key: the algorithms RS256, RS512 and PS256 need an RSA key`;
  }
  const length = asymmetricKeyDetails?.modulusLength ?? 0;
  return length >= shortestModulus
    ? null
    : `is an RSA key of ${length} bits: it must have at least ${shortestModulus}, and the API platform takes 4096`;
}

function invalid(what: string | null, place: string, faults: readonly FileFault[]): CareDeskError {
  const keys = new Set(faults.map(({ key }) => key ?? 'file'));
  return new CareDeskError('PROVISIONING_INVALID', {
    detail: (what ?? [...keys].join(', ')).slice(0, 200),
    report: fileReport(place, faults),
  });
}
