import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { challengeMessage, type NtlmAccount, proves, readClientMessage } from './ntlm-messages.ts';
import { type ProxyServer, startProxyServer, type Verdict } from './proxy-server.ts';

/** One request as the proxy saw it: which step of the sign-in it was. */
export interface NtlmRequest {
  /** `CONNECT localhost:443` or `GET http://localhost:80/path`. */
  readonly what: string;
  /** `known`: on a connection whose sign-in was accepted before. */
  readonly step: 'none' | 'negotiate' | 'refused' | 'accepted' | 'known';
}

export interface NtlmProxy extends ProxyServer {
  readonly seen: readonly NtlmRequest[];
}

/**
 * Starts an HTTP proxy on 127.0.0.1 that wants an NTLM sign-in of every *connection*, as NTLM
 * does ([MS-NTHT]), and takes only NTLMv2 answers to its own challenge on that connection.
 */
export async function startNtlmProxy(
  account: NtlmAccount,
  hosts: Readonly<Record<string, number>> = {},
): Promise<NtlmProxy> {
  const seen: NtlmRequest[] = [];
  const challenged = new WeakMap<Duplex, Buffer>();
  const signedIn = new WeakSet<Duplex>();

  function judge(message: IncomingMessage, connection: Duplex): Verdict {
    const { step, challenge } = take(message, connection);
    seen.push({ what: `${message.method} ${message.url}`, step });
    return challenge === null ? { kind: 'through' } : { kind: 'challenge', challenge };
  }

  function take(
    message: IncomingMessage,
    connection: Duplex,
  ): { readonly step: NtlmRequest['step']; readonly challenge: string | null } {
    if (signedIn.has(connection)) return { step: 'known', challenge: null };
    const given = /^NTLM (\S+)$/.exec(message.headers['proxy-authorization'] ?? '')?.[1];
    if (given === undefined) return { step: 'none', challenge: 'NTLM' };
    const said = readClientMessage(Buffer.from(given, 'base64'));
    if (said.kind === 'negotiate') {
      const nonce = randomBytes(8);
      challenged.set(connection, nonce);
      const answer = challengeMessage(nonce, account.domain);
      return { step: 'negotiate', challenge: `NTLM ${answer.toString('base64')}` };
    }
    const nonce = challenged.get(connection);
    challenged.delete(connection);
    if (nonce === undefined || !proves(said, nonce, account)) {
      return { step: 'refused', challenge: 'NTLM' };
    }
    signedIn.add(connection);
    return { step: 'accepted', challenge: null };
  }

  const server = await startProxyServer({ judge, hosts });
  return { ...server, seen };
}
