import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** The parts of WebAuthn's options that an authenticator without a screen needs. */
export interface CeremonyOptions {
  readonly challenge: string;
}

export interface AuthenticatorSettings {
  /** True for a passkey that can be copied to other devices (backup eligible and backed up). */
  readonly synced: boolean;
  /** False for an authenticator that only notices the person's presence. */
  readonly userVerified?: boolean;
}

export interface SoftwareAuthenticator {
  /** Makes a passkey and answers like `PublicKeyCredential.toJSON()` after `create()`. */
  create(options: CeremonyOptions, origin: string): Record<string, unknown>;
  /** Signs with the passkey and answers like `toJSON()` after `get()`. */
  get(options: CeremonyOptions, origin: string): Record<string, unknown>;
}

const flag = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40 };

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** CBOR (RFC 8949) head: major type and length or value. */
function cborHead(major: number, value: number): Buffer {
  const type = major << 5;
  if (value < 24) return Buffer.from([type | value]);
  if (value < 0x100) return Buffer.from([type | 24, value]);
  return Buffer.from([type | 25, value >> 8, value & 0xff]);
}

function cborInteger(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function cborMap(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}

/** The public key as COSE (RFC 9053): EC2, ES256, P-256. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return cborMap([
    [cborInteger(1), cborInteger(2)],
    [cborInteger(3), cborInteger(-7)],
    [cborInteger(-1), cborInteger(1)],
    [cborInteger(-2), cborBytes(Buffer.from(x, 'base64url'))],
    [cborInteger(-3), cborBytes(Buffer.from(y, 'base64url'))],
  ]);
}

function clientData(type: string, options: CeremonyOptions, origin: string): Buffer {
  const { challenge } = options;
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

/**
 * A WebAuthn authenticator in software for tests without a browser: one P-256 passkey, attestation
 * “none” (Web Authentication Level 3, sections 6.1 and 8.7).
 */
export function createSoftwareAuthenticator({
  synced,
  userVerified = true,
}: AuthenticatorSettings): SoftwareAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(16);
  const id = credentialId.toString('base64url');
  const flags =
    flag.present |
    (userVerified ? flag.verified : 0) |
    (synced ? flag.eligible | flag.backedUp : 0);
  const base = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };

  function authenticatorData(extraFlags: number, rest: Buffer): Buffer {
    const counter = Buffer.alloc(4);
    return Buffer.concat([sha256('localhost'), Buffer.from([flags | extraFlags]), counter, rest]);
  }

  return {
    create(options, origin) {
      const attested = Buffer.concat([
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        coseKey(publicKey),
      ]);
      const attestationObject = cborMap([
        [cborText('fmt'), cborText('none')],
        [cborText('attStmt'), cborMap([])],
        [cborText('authData'), cborBytes(authenticatorData(flag.attested, attested))],
      ]);
      return {
        ...base,
        response: {
          clientDataJSON: clientData('webauthn.create', options, origin).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get(options, origin) {
      const data = authenticatorData(0, Buffer.alloc(0));
      const client = clientData('webauthn.get', options, origin);
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return {
        ...base,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}
