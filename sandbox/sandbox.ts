import type { RotationOptions } from './cis2/key-ring.ts';
import { type Cis2Server, startCis2 } from './cis2/server.ts';
import { combinedRedirectUris } from './client-registration.ts';
import { createFaultSwitch, type FaultSwitch } from './faults.ts';
import { createHeldAnswers } from './http/held-answers.ts';
import { createPrivateCa, type PrivateCa } from './http/private-ca.ts';
import { createIssuedSecrets, type IssuedSecret, type IssuedSecrets } from './issued-secrets.ts';
import { type PlatformServer, startPlatform } from './platform/server.ts';
import { createRequestLog, type SandboxRequest } from './request-log.ts';
import { credentialsOf, type SandboxOptions } from './sandbox-options.ts';
import { sandboxPolicy } from './sandbox-policy.ts';

export type { ClientAuthenticationMethod } from './client-registration.ts';
export type { FaultName, FaultSwitch } from './faults.ts';
export type { SandboxRequest } from './request-log.ts';
export type { SandboxOptions } from './sandbox-options.ts';

export interface Sandbox {
  /** Issuer identifier, path included, as the real one has. */
  readonly issuer: string;
  /**
   * Token endpoint at `/oauth2/token`, PDS at `/personal-demographics/FHIR/R4`, prescriptions at
   * `/clinical-prescription-tracker`.
   */
  readonly apiOrigin: string;
  /** Ready to be written as the `CAREDESK_POLICY` file. */
  readonly policy: Readonly<Record<string, unknown>>;
  /** PEM file of the certification authority to trust; with `tls` only. */
  readonly caFile?: string;
  readonly faults: FaultSwitch;
  /** Every request answered or dropped so far, oldest first. */
  readonly requests: readonly SandboxRequest[];
  /** Every code, verifier and token so far; in this process only, never over HTTP. */
  issuedSecrets(): readonly IssuedSecret[];
  /** Signs id tokens with a new key from now on, which alone is published unless `overlap`. */
  rotateKeys(options?: RotationOptions): Promise<void>;
  /** Drops open connections and frees the ports. */
  stop(): Promise<void>;
}

interface Parts {
  readonly cis2: Cis2Server;
  readonly platform: PlatformServer;
  readonly requests: readonly SandboxRequest[];
  readonly secrets: IssuedSecrets;
  readonly release: () => void;
}

async function startServers(
  options: SandboxOptions,
  faults: FaultSwitch,
  certificate: PrivateCa['server'] | undefined,
): Promise<Parts> {
  const { clockSkewSeconds = 0, now: givenNow = Date.now, platformRequires } = options;
  const now = () => givenNow() + clockSkewSeconds * 1000;
  const credentials = credentialsOf(options);
  const log = createRequestLog(now);
  const secrets = createIssuedSecrets();
  const held = createHeldAnswers(faults);
  const shared = { certificate, credentials, faults, held, secrets };
  const cis2 = await startCis2({
    ...shared,
    port: options.port ?? 0,
    passkeyFile: options.passkeyFile,
    signOutAtProvider: options.signOutAtProvider ?? false,
    refreshTokens: options.profile === 'oidc',
    clockSkewSeconds,
    observe: (request, response) => log.observe('cis2', request, response),
  });
  try {
    const platform = await startPlatform({
      ...shared,
      port: options.apiPort ?? 0,
      issuer: cis2.issuer,
      publicKeys: () => cis2.ring.published(),
      authorizationEndpoint: cis2.authorizationEndpoint,
      door: cis2.door,
      ownerOfProviderToken: options.profile === 'oidc' ? cis2.ownerOf : undefined,
      redirectUris: options.redirectUris ?? combinedRedirectUris,
      leastLevel: platformRequires === 'AAL3' ? 3 : 2,
      now,
      observe: log.observe,
    });
    cis2.open(platform.callback);
    return { cis2, platform, requests: log.requests, secrets, release: held.release };
  } catch (error) {
    await cis2.stop();
    throw error;
  }
}

/**
 * Starts the sandbox on localhost.
 * @throws when a port is taken or `passkeyFile` is unreadable; SandboxOptionsError when the
 *   options cannot be met.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const faults = createFaultSwitch();
  const ca = options.tls === true ? await createPrivateCa() : undefined;
  try {
    const { cis2, platform, requests, secrets, release } = await startServers(
      options,
      faults,
      ca?.server,
    );
    return {
      issuer: cis2.issuer,
      apiOrigin: platform.apiOrigin,
      policy: sandboxPolicy(options, cis2.issuer, platform.apiOrigin),
      ...(ca !== undefined && { caFile: ca.caFile }),
      faults,
      requests,
      issuedSecrets: secrets.all,
      rotateKeys: (rotation) => cis2.ring.rotate(rotation),
      stop: async () => {
        release();
        await Promise.all([cis2.stop(), platform.stop(), ca?.remove()]);
      },
    };
  } catch (error) {
    await ca?.remove();
    throw error;
  }
}
