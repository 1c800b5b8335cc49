import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { policySchema } from '../../../electron/policy/policy-schema.ts';
import { createPrivateCa } from '../../../sandbox/http/private-ca.ts';
import { bundleProcesses } from './bundles.ts';
import type { Terms } from './candidate.ts';
import { hasKind, startChild } from './child.ts';
import type { Fault } from './faults.ts';
import type { LoggedRequest, ProviderMessage } from './provider/process.ts';
import { type Row, rows } from './rows.ts';
import { createUserAgent } from './user-agent.ts';
import type { Outcome, WorkerMessage } from './worker.ts';

/** One sign-in and the requests it made, as the provider saw them. */
export interface SignInRun {
  readonly outcome: Outcome;
  /** Endpoints asked before the redirect arrived, the browser's own visit left out. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Milliseconds the provider spent on the requests after the redirect. */
  readonly provider: number;
}

/** A process that signs in with one candidate. */
export interface Harness {
  /** Milliseconds to load the candidate's code. */
  readonly importTime: number;
  signIn(fault: Fault, reading: number): Promise<SignInRun>;
  stop(): void;
}

/** A provider over TLS in a process of its own, and a browser. */
export interface Stage {
  startHarness(row: Row): Promise<Harness>;
  close(): Promise<void>;
}

const isProviderMessage = (value: unknown): value is ProviderMessage =>
  hasKind(value, 'ready', 'log');
const isWorkerMessage = (value: unknown): value is WorkerMessage =>
  hasKind(value, 'ready', 'open', 'ended');

/** Bundles the processes, makes a throw-away authority and starts the provider. */
export async function openStage(): Promise<Stage> {
  const bundles = await bundleProcesses();
  const authority = await createPrivateCa().catch(async (error: unknown) => {
    await bundles.remove();
    throw error;
  });
  const keyFile = join(bundles.worker, '../server.key');
  const certificateFile = join(bundles.worker, '../server.pem');
  await writeFile(keyFile, authority.server.key, { mode: 0o600 });
  await writeFile(certificateFile, authority.server.cert);
  const userAgent = createUserAgent(await readFile(authority.caFile, 'utf8'));
  const provider = startChild(bundles.provider, [keyFile, certificateFile], {}, isProviderMessage);

  async function close(): Promise<void> {
    userAgent.close();
    provider.stop();
    await Promise.all([bundles.remove(), authority.remove()]);
  }

  const ready = await provider.next().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  if (ready.kind !== 'ready') throw new Error('the provider did not start');
  const terms = termsOf(ready.issuer);

  async function takeLog(): Promise<readonly LoggedRequest[]> {
    provider.send('log');
    const message = await provider.next();
    return message.kind === 'log' ? message.requests : [];
  }

  return {
    async startHarness(row) {
      const args = [String(rows.indexOf(row)), JSON.stringify(terms)];
      const worker = startChild(
        bundles.worker,
        args,
        { NODE_EXTRA_CA_CERTS: authority.caFile },
        isWorkerMessage,
      );
      const started = await worker.next();
      if (started.kind !== 'ready') throw new Error(`${row.title} did not start`);
      return {
        importTime: started.importTime,
        async signIn(fault, reading) {
          worker.send(fault);
          const request = await worker.next();
          if (request.kind !== 'open') throw new Error(`${row.title} opened nothing`);
          const [arrival, end] = await Promise.all([
            userAgent.follow(request.address, fault, reading),
            worker.next(),
          ]);
          if (end.kind !== 'ended') throw new Error(`${row.title} did not end`);
          return { outcome: end.outcome, ...requestsOf(await takeLog(), arrival) };
        },
        stop: worker.stop,
      };
    },
    close,
  };
}

function termsOf(issuer: string): Terms {
  const clientId = 'caredesk-bench';
  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    userinfoEndpoint: `${issuer}/userinfo`,
    clientId,
    maxAge: 300,
    policy: policySchema.parse({
      environment: 'int',
      profile: 'oidc',
      issuer,
      clientId,
      apiOrigin: issuer,
    }),
  };
}

const names: Readonly<Record<string, string>> = {
  '/.well-known/openid-configuration': 'discovery',
};

function requestsOf(
  log: readonly LoggedRequest[],
  arrival: number,
): Pick<SignInRun, 'before' | 'after' | 'provider'> {
  const own = log.filter(({ endpoint }) => endpoint !== '/authorize');
  const named = (requests: readonly LoggedRequest[]) =>
    requests.map(({ endpoint }) => names[endpoint] ?? endpoint.slice(1));
  const after = own.filter(({ at }) => at >= arrival);
  return {
    before: named(own.filter(({ at }) => at < arrival)),
    after: named(after),
    provider: after.reduce((sum, { took }) => sum + took, 0),
  };
}
