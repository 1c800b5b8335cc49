import { z } from 'zod';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { ChunkedSecret } from '../keychain/chunked-secret.ts';
import {
  assertionAlgorithms,
  type ClientKey,
  type ClientSecrets,
  importClientKey,
} from './client-authentication.ts';

const clientKeySchema = z.strictObject({
  pem: z.string().includes('-----BEGIN PRIVATE KEY-----').max(20_000),
  keyId: z.string().min(1).max(200),
  algorithm: z.enum(assertionAlgorithms),
});

const provisioningSchema = z
  .strictObject({
    clientSecret: z.string().min(1).max(4_000).optional(),
    clientKey: clientKeySchema.optional(),
  })
  .refine((file) => file.clientSecret !== undefined || file.clientKey !== undefined, {
    message: 'clientSecret or clientKey is needed',
  });

/** Where the client's own secrets lie in the keychain, apart from any person's. */
export interface SecretPlaces {
  readonly clientSecret: ChunkedSecret;
  readonly clientKey: ChunkedSecret;
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
    return clientKeySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CareDeskError('CLIENT_NOT_PROVISIONED', { detail: 'client key', cause });
  }
}

/**
 * Puts the secrets of a provisioning file (`caredesk --provision <file>`) into the keychain and
 * reads them back. What the file does not name is left as it was.
 *
 * @param text JSON with `clientSecret`, or `clientKey` of `pem`, `keyId` and `algorithm`
 * @returns the names of what was provisioned
 * @throws CareDeskError PROVISIONING_INVALID (detail: the key) before anything is written;
 *   CLIENT_NOT_PROVISIONED when the keychain did not keep it.
 */
export async function provision(text: string, places: SecretPlaces): Promise<readonly string[]> {
  const file = await parseProvisioning(text);
  const written: string[] = [];
  if (file.clientSecret !== undefined) {
    await keep(places.clientSecret, file.clientSecret);
    written.push('clientSecret');
  }
  if (file.clientKey !== undefined) {
    await keep(places.clientKey, JSON.stringify(file.clientKey));
    written.push('clientKey');
  }
  return written;
}

async function parseProvisioning(text: string): Promise<z.infer<typeof provisioningSchema>> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new CareDeskError('PROVISIONING_INVALID', { detail: 'not JSON', cause });
  }
  const result = provisioningSchema.safeParse(json);
  if (!result.success) {
    const path = result.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new CareDeskError('PROVISIONING_INVALID', { detail: path === '' ? 'file' : path });
  }
  const { clientKey } = result.data;
  if (clientKey !== undefined) {
    await importClientKey(clientKey).catch((cause: unknown) => {
      throw new CareDeskError('PROVISIONING_INVALID', { detail: 'clientKey.pem', cause });
    });
  }
  return result.data;
}

async function keep(place: ChunkedSecret, secret: string): Promise<void> {
  try {
    await place.save(secret);
    if ((await place.load()) === secret) return;
  } catch (cause) {
    if (cause instanceof CareDeskError && cause.code === 'KEYCHAIN_UNANSWERED') throw cause;
    throw new CareDeskError('CLIENT_NOT_PROVISIONED', { cause });
  }
  throw new CareDeskError('CLIENT_NOT_PROVISIONED');
}
