import { createHmac, timingSafeEqual } from 'node:crypto';
import { md4 } from './md4.ts';

/** A user of the proxy. `domain` is empty where they sign in with a name alone. */
export interface NtlmAccount {
  readonly username: string;
  readonly password: string;
  readonly domain: string;
}

/** What a client says about itself; which of the three messages it is comes first ([MS-NLMP] 2.2). */
export type ClientMessage =
  | { readonly kind: 'negotiate' }
  | {
      readonly kind: 'authenticate';
      readonly username: string;
      readonly domain: string;
      readonly ntResponse: Buffer;
    };

const signature = Buffer.from('NTLMSSP\0', 'latin1');
/** Bytes before the payload of a challenge message. */
const challengeHeader = 56;
/** Unicode, target name, NTLM, always sign, domain, extended session security, target info. */
const challengeFlags = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000;

/**
 * Reads what a client sends in `Proxy-Authorization: NTLM …`, Base64 decoded.
 * @throws RangeError or TypeError for anything that is not one of the client's two messages
 */
export function readClientMessage(message: Buffer): ClientMessage {
  if (!message.subarray(0, 8).equals(signature)) throw new TypeError('not an NTLM message');
  const type = message.readUInt32LE(8);
  if (type === 1) return { kind: 'negotiate' };
  if (type !== 3) throw new TypeError(`not a client's message: ${type}`);
  return {
    kind: 'authenticate',
    ntResponse: fieldAt(message, 20),
    domain: fieldAt(message, 28).toString('utf16le'),
    username: fieldAt(message, 36).toString('utf16le'),
  };
}

/** The server's challenge ([MS-NLMP] 2.2.1.2), with the eight random bytes to be answered. */
export function challengeMessage(nonce: Buffer, domain: string): Buffer {
  const target = Buffer.from(domain, 'utf16le');
  // NetBIOS domain name, DNS domain name, end of list ([MS-NLMP] 2.2.2.1).
  const info = Buffer.concat([pair(2, target), pair(4, target), pair(0, Buffer.alloc(0))]);
  const header = Buffer.alloc(challengeHeader);
  signature.copy(header);
  header.writeUInt32LE(2, 8);
  writeField(header, 12, target.length, challengeHeader);
  header.writeUInt32LE(challengeFlags, 20);
  nonce.copy(header, 24);
  writeField(header, 40, info.length, challengeHeader + target.length);
  return Buffer.concat([header, target, info]);
}

/** Whether an answer to the challenge proves the account's password: NTLMv2 ([MS-NLMP] 3.3.2). */
export function proves(
  { ntResponse, username, domain }: Extract<ClientMessage, { kind: 'authenticate' }>,
  nonce: Buffer,
  account: NtlmAccount,
): boolean {
  // 16 bytes of proof, then what the client adds of its own; NTLMv1 answers with 24 bytes in all.
  if (ntResponse.length <= 24) return false;
  if (username.toLowerCase() !== account.username.toLowerCase()) return false;
  if (domain.toLowerCase() !== account.domain.toLowerCase()) return false;
  const passwordHash = md4(Buffer.from(account.password, 'utf16le'));
  const key = hmacMd5(passwordHash, Buffer.from(username.toUpperCase() + domain, 'utf16le'));
  const proof = hmacMd5(key, Buffer.concat([nonce, ntResponse.subarray(16)]));
  return timingSafeEqual(proof, ntResponse.subarray(0, 16));
}

function hmacMd5(key: Buffer, text: Buffer): Buffer {
  return createHmac('md5', key).update(text).digest();
}

/** A field of the payload: length, room, offset. */
function fieldAt(message: Buffer, position: number): Buffer {
  const length = message.readUInt16LE(position);
  const offset = message.readUInt32LE(position + 4);
  if (offset + length > message.length) throw new RangeError('a field beyond the message');
  return message.subarray(offset, offset + length);
}

function writeField(header: Buffer, position: number, length: number, offset: number): void {
  header.writeUInt16LE(length, position);
  header.writeUInt16LE(length, position + 2);
  header.writeUInt32LE(offset, position + 4);
}

function pair(id: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(id, 0);
  header.writeUInt16LE(value.length, 2);
  return Buffer.concat([header, value]);
}
