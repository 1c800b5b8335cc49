import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import process from 'node:process';
import { createAnswers } from './answers.ts';
import { createIdTokens } from './id-token.ts';

/** One request the provider has answered. */
export interface LoggedRequest {
  readonly endpoint: string;
  /** Epoch milliseconds, with fractions, when the request arrived. */
  readonly at: number;
  /** Milliseconds until the answer was written. */
  readonly took: number;
}

/** What the provider's process tells the bench. */
export type ProviderMessage =
  | { readonly kind: 'ready'; readonly issuer: string }
  | { readonly kind: 'log'; readonly requests: readonly LoggedRequest[] };

const [keyFile = '', certificateFile = ''] = process.argv.slice(2);
const idTokens = await createIdTokens();
let log: LoggedRequest[] = [];
let issuer = '';

const tell = (message: ProviderMessage) => process.send?.(message);

const server = createServer(
  { key: readFileSync(keyFile), cert: readFileSync(certificateFile) },
  (request, response) => {
    const at = performance.timeOrigin + performance.now();
    const endpoint = (request.url ?? '').split('?')[0] ?? '';
    response.on('finish', () => {
      log.push({ endpoint, at, took: performance.timeOrigin + performance.now() - at });
    });
    answers(request, response).catch(() => response.writeHead(500).end());
  },
);
// Longer than a round of all candidates: nobody's connection is lost by waiting for its turn.
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('no port');
  issuer = `https://127.0.0.1:${address.port}`;
  tell({ kind: 'ready', issuer });
});
const answers = createAnswers(idTokens, () => issuer);

process.on('message', () => {
  // An answer that has just arrived at the client may not have been noted here yet.
  setTimeout(() => {
    tell({ kind: 'log', requests: log });
    log = [];
  }, 5);
});
process.on('disconnect', () => process.exit());
