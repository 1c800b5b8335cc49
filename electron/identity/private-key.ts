import { createPrivateKey, type KeyObject } from 'node:crypto';

/** Why a text gives no private key. Each is another mistake, and is mended in another way. */
export type PrivateKeyFault =
  | 'empty'
  | 'not-pem'
  | 'certificate'
  | 'public-key'
  | 'openssh'
  | 'other-pem'
  | 'passphrase-missing'
  | 'passphrase-wrong'
  | 'damaged';

export type ReadPrivateKey =
  | { readonly kind: 'key'; readonly key: KeyObject }
  | { readonly kind: 'fault'; readonly fault: PrivateKeyFault };

/**
 * RFC 7468 sections 2 and 3: a label, headers of old (RFC 1421), and what is in it. Line ends may be
 * lost, as they are where a key is pasted into JSON.
 */
const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----\s*((?:[\w-]+: [^\n]*\n)*)([^-]*)-----END \1-----/g;

/**
 * Reads a private key in PEM: PKCS #8, PKCS #1 or SEC 1, encrypted or not.
 * @param passphrase of an encrypted one; not needed and not looked at for others
 */
export function readPrivateKey(text: string, passphrase?: string): ReadPrivateKey {
  const fault = (found: PrivateKeyFault): ReadPrivateKey => ({ kind: 'fault', fault: found });
  if (text.trim() === '') return fault('empty');
  const blocks = [...text.matchAll(pemBlock)];
  // Tools put certificates, or the parameters of a curve, into the same file.
  const block = blocks.find(([, label = '']) => /(^| )PRIVATE KEY$/.test(label));
  if (block === undefined) return fault(withoutKey(text, blocks[0]?.[1] ?? null));
  const [written, label = '', headers = '', body = ''] = block;
  if (label === 'OPENSSH PRIVATE KEY') return fault('openssh');
  const isEncrypted = label.startsWith('ENCRYPTED') || /^Proc-Type: 4,ENCRYPTED/m.test(headers);
  // Encrypted in the old way nothing shows of the key's structure.
  const isWhole = headers === '' ? isWholeDer(body) : isWholeBase64(body);
  if (!isWhole) return fault('damaged');
  if (isEncrypted && (passphrase === undefined || passphrase === '')) {
    return fault('passphrase-missing');
  }
  try {
    const key = createPrivateKey({
      key: headers === '' ? inLines(label, body) : written,
      format: 'pem',
      ...(isEncrypted && passphrase !== undefined ? { passphrase } : {}),
    });
    return { kind: 'key', key };
  } catch {
    // OpenSSL's own words may quote the key, so they go no further.
    return fault(isEncrypted ? 'passphrase-wrong' : 'damaged');
  }
}

/** A block with the line ends that OpenSSL wants. */
function inLines(label: string, body: string): string {
  const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** What a text without a private key is instead. */
function withoutKey(text: string, label: string | null): PrivateKeyFault {
  if (label === null)
    return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? 'damaged' : 'not-pem';
  if (label.endsWith('CERTIFICATE')) return 'certificate';
  return label.endsWith('PUBLIC KEY') ? 'public-key' : 'other-pem';
}

/** Whether a block holds base64 with nothing cut off (RFC 4648 section 4). */
function isWholeBase64(body: string): boolean {
  const base64 = body.replace(/\s/g, '');
  return base64 !== '' && base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64);
}

/** Whether it holds one structure of exactly the length that it names (X.690 section 8.1.3). */
function isWholeDer(body: string): boolean {
  if (!isWholeBase64(body)) return false;
  const der = Buffer.from(body, 'base64');
  const [tag = 0, first = 0] = der;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (tag !== 0x30 || lengthBytes > 4 || der.length < 2 + lengthBytes) return false;
  const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
  return der.length === 2 + lengthBytes + length;
}

/** What to do about each, as the rest of a sentence that begins with what was read. */
export const privateKeyFaultWords: Readonly<Record<PrivateKeyFault, string>> = {
  empty: 'is empty: it must hold a private key in PEM',
  'not-pem':
    'is not PEM: a private key in PEM begins with -----BEGIN PRIVATE KEY-----, on a line of its own. DER, PKCS #12 (.pfx) and JWK must be converted first',
  certificate: 'is a certificate, not the private key that belongs to it',
  'public-key': 'is a public key, not the private key that belongs to it',
  openssh: 'is a key of OpenSSH’s own format: convert a copy with ssh-keygen -p -m PKCS8 -f <copy>',
  'other-pem': 'is PEM but no private key',
  'passphrase-missing': 'is encrypted, and no passphrase was given',
  'passphrase-wrong': 'is encrypted, and the passphrase that was given does not open it',
  damaged: 'is damaged: a part of the key is missing or was changed. Copy it again, all its lines',
};
