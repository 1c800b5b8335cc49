import type { IncomingMessage, ServerResponse } from 'node:http';
import { pdsPath } from './apis/pds/pds.ts';
import { startCis2 } from './cis2/server.ts';
import { clientRegistration } from './client-registration.ts';
import { createFaultSwitch, type FaultSwitch } from './faults.ts';
import { createHeldAnswers } from './http/held-answers.ts';
import { createIssuedSecrets, type IssuedSecret } from './issued-secrets.ts';
import { startPlatform } from './platform/server.ts';
import { loggedHeaders, type SandboxRequest } from './request-log.ts';

export type { FaultName, FaultSwitch } from './faults.ts';
export type { SandboxRequest } from './request-log.ts';

export interface SandboxOptions {
  /** Port of the OpenID provider on localhost; 0 or absent for any free one. */
  readonly port?: number;
  /** Port of the platform and its APIs on localhost; 0 or absent for any free one. */
  readonly apiPort?: number;
  /** JSON file that keeps enrolled passkeys across runs; absent to forget them. */
  readonly passkeyFile?: string;
  /** Clock of the platform and the APIs, epoch milliseconds; `Date.now` when absent. */
  readonly now?: () => number;
}

export interface Sandbox {
  /** Issuer identifier, path included, as the real one has. */
  readonly issuer: string;
  /** Token endpoint at `/oauth2/token`, PDS at `/personal-demographics/FHIR/R4`. */
  readonly apiOrigin: string;
  /** Ready to be written as the `CAREDESK_POLICY` file. */
  readonly policy: Readonly<Record<string, unknown>>;
  readonly faults: FaultSwitch;
  /** Every request answered or dropped so far, oldest first. */
  readonly requests: readonly SandboxRequest[];
  /** Every code, verifier and token so far; in this process only, never over HTTP. */
  issuedSecrets(): readonly IssuedSecret[];
  /** Drops open connections and frees the ports. */
  stop(): Promise<void>;
}

function sandboxPolicy(issuer: string, apiOrigin: string): Readonly<Record<string, unknown>> {
  return {
    environment: 'sandbox',
    profile: 'cis2',
    issuer,
    clientId: clientRegistration.clientId,
    clientAuthentication: 'none',
    redirectHost: '127.0.0.1',
    redirectPorts: [],
    apiOrigin,
    services: { pds: { path: pdsPath, level: 'AAL2_OR_AAL3' } },
    assurance: 'AAL2_OR_AAL3',
    identityAssurance: 3,
    allowedExternalHosts: ['digital.nhs.uk'],
  };
}

/** Starts the sandbox on localhost. @throws when a port is taken or `passkeyFile` is unreadable. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, apiPort = 0, passkeyFile, now = Date.now } = options;
  const requests: SandboxRequest[] = [];
  const faults = createFaultSwitch();
  const secrets = createIssuedSecrets();
  const held = createHeldAnswers(faults);

  function observe(
    server: SandboxRequest['server'],
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const { method = 'GET', url = '/' } = request;
    const at = now();
    const headers = loggedHeaders(request.headers);
    let recorded = false;
    const record = () => {
      if (recorded) return;
      recorded = true;
      const status = response.writableFinished ? response.statusCode : 0;
      requests.push({ at, server, method, path: url.split('?', 1).join(''), status, headers });
    };
    response.once('finish', record);
    response.once('close', record);
  }

  const cis2 = await startCis2({
    port,
    passkeyFile,
    faults,
    held,
    secrets,
    observe: (request, response) => observe('cis2', request, response),
  });
  try {
    const platform = await startPlatform({
      port: apiPort,
      issuer: cis2.issuer,
      publicKeys: cis2.publicKeys,
      now,
      faults,
      held,
      secrets,
      observe,
    });
    return {
      issuer: cis2.issuer,
      apiOrigin: platform.apiOrigin,
      policy: sandboxPolicy(cis2.issuer, platform.apiOrigin),
      faults,
      requests,
      issuedSecrets: secrets.all,
      stop: async () => {
        held.release();
        await Promise.all([cis2.stop(), platform.stop()]);
      },
    };
  } catch (error) {
    await cis2.stop();
    throw error;
  }
}
