import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type {
  IncomingAnswer,
  OutgoingRequest,
  OutgoingRequestOptions,
  RequestListeners,
} from '../../../electron/network/request-fetch.ts';

/**
 * Electron's `net.request` as CareDesk uses it, over Node's http: same events in the same order
 * (seen in Electron 33: a challenge that is given up is followed by the proxy's own 407, and a
 * redirect that nobody follows by an error).
 *
 * @param proxyPort port of a proxy on 127.0.0.1, or null to connect directly
 */
export function openNodeRequest(
  options: OutgoingRequestOptions,
  listeners: RequestListeners,
  proxyPort: number | null = null,
): OutgoingRequest {
  let current: ClientRequest | null = null;
  let aborted = false;

  function send(body: Buffer | undefined, credentials: string | null): void {
    const { hostname, port, pathname, search } = new URL(options.url);
    const headers = { ...options.headers };
    if (credentials !== null) {
      headers['proxy-authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
    }
    current = request({
      hostname: proxyPort === null ? hostname : '127.0.0.1',
      port: proxyPort ?? port,
      path: proxyPort === null ? pathname + search : options.url,
      method: options.method,
      headers,
    });
    current.on('response', (answer) => received(answer, body));
    current.on('error', (error: NodeJS.ErrnoException) => {
      const name = error.code === 'ECONNREFUSED' ? 'CONNECTION_REFUSED' : 'EMPTY_RESPONSE';
      if (!aborted) listeners.error(new Error(`net::ERR_${name}`));
    });
    current.end(body);
  }

  function received(answer: IncomingMessage, body: Buffer | undefined): void {
    if (answer.statusCode !== undefined && [301, 302, 303, 307, 308].includes(answer.statusCode)) {
      answer.destroy();
      listeners.redirect(new URL(answer.headers.location ?? '', options.url).href);
      if (!aborted) listeners.error(new Error('Redirect was cancelled'));
      return;
    }
    if (answer.statusCode !== 407) {
      listeners.response(answered(answer));
      return;
    }
    const realm = /realm="([^"]*)"/.exec(answer.headers['proxy-authenticate'] ?? '')?.[1] ?? '';
    const challenge = {
      isProxy: true,
      scheme: 'basic',
      host: '127.0.0.1',
      port: proxyPort ?? 0,
      realm,
    };
    listeners.login(challenge, (username?: string, password?: string) => {
      if (aborted) return;
      if (username === undefined) {
        listeners.response(answered(answer));
        return;
      }
      answer.destroy();
      send(body, `${username}:${password}`);
    });
  }

  return {
    end: (body) => send(body, null),
    abort() {
      aborted = true;
      current?.destroy();
    },
  };
}

/** Node's answer, whose status is a number once it has arrived. */
function answered(answer: IncomingMessage): IncomingAnswer {
  return Object.assign(answer, { statusCode: answer.statusCode ?? 0 });
}
