import { createServer, type IncomingMessage } from 'node:http';
import {
  createProviderAnswers,
  type ProviderAnswers,
  type ProviderSettings,
} from './provider/provider-answers.ts';
import { received } from './provider/received.ts';

/**
 * An OpenID provider and API platform of its own making, on a loopback port: correct until told to
 * misbehave, and then wrong in one way only. It asks nobody anything: the authorization endpoint
 * answers at once.
 */
export interface MisbehavingProvider extends Omit<ProviderAnswers, 'answer'> {
  /** `http://127.0.0.1:<port>`: the issuer, and the origin of the API platform. */
  readonly issuer: string;
  stop(): void;
}

/** Starts a provider on a free port. */
export async function startMisbehavingProvider(
  settings: Partial<ProviderSettings> = {},
): Promise<MisbehavingProvider> {
  let answers: ProviderAnswers | null = null;
  const server = createServer((request, response) => {
    bodyOf(request)
      .then((body) =>
        answers?.answer(
          received(request.method ?? '', request.url ?? '/', headersOf(request), body),
        ),
      )
      .then((answer) => {
        response.writeHead(answer?.status ?? 503, { ...answer?.headers }).end(answer?.body);
      })
      .catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const made = createProviderAnswers(issuer, settings);
  answers = made;
  return {
    issuer,
    received: made.received,
    secrets: made.secrets,
    misbehave: made.misbehave,
    change: made.change,
    rotateKey: made.rotateKey,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
}
