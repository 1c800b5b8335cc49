import { z } from 'zod';
import { versionSchema } from '../contract/version.ts';
import { loopbackHosts } from '../network/loopback-hosts.ts';

const odsCode = z
  .string()
  .regex(/^[A-Z0-9]{3,10}$/, 'must be an ODS code: 3 to 10 capital letters and digits');

const host = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'must be a host name in small letters, without https:// and without a path',
  );

/** A host, or `*.` and a domain of at least two labels: `*` or `*.uk` would be everybody. */
const hostOrDomain = z
  .string()
  .max(253)
  .regex(
    /^(\*\.(?=[^.]+\.))?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'must be a host name in small letters, or *. and a domain of at least two parts',
  );

/** An address as a string: kept exactly as written, because issuers are compared as strings. */
const address = z.string().superRefine((written, context) => {
  const message = addressFault(written);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

/** Why a text is no address that CareDesk can use, or null. */
function addressFault(written: string): string | null {
  if (written !== written.trim()) return 'must not begin or end with a space';
  if (!/^https?:\/\//i.test(written)) return 'must be an address that begins with https://';
  if (/[\s\\]/.test(written)) return 'must be an address without spaces and backslashes';
  if (!URL.canParse(written)) return 'is not an address that a browser would open';
  const { username, password } = new URL(written);
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  if (written.includes('?')) return 'must not hold a query (?)';
  if (written.includes('#')) return 'must not hold a fragment (#)';
  return null;
}

/** Whether a text is an address whose traffic anybody between here and there could read. */
function isPlainHttp(value: unknown): value is string {
  return typeof value === 'string' && /^http:\/\//i.test(value) && URL.canParse(value);
}

/** One line of text that looks the same to everybody who reads it. */
function printableText(longest: number) {
  return z
    .string()
    .regex(
      new RegExp(`^(?! )[^\\p{C}\\p{Zl}\\p{Zp}]{1,${longest}}(?<! )$`, 'u'),
      `must be 1 to ${longest} printable characters, without spaces around them`,
    );
}

/**
 * zod's own `int` ends the checking of the whole policy, so that the rules of keys that have to fit
 * together would not be told.
 */
function wholeNumber(minimum: number, maximum: number) {
  return z.number().superRefine((value, context) => {
    // One sentence for one value: of a fraction it is of no interest yet whether it is in range.
    if (!Number.isInteger(value)) {
      const message = 'must be a whole number, and is a number with a fraction';
      context.addIssue({ code: 'custom', message });
    } else if (value < minimum) {
      context.addIssue({ code: 'too_small', origin: 'number', minimum, inclusive: true });
    } else if (value > maximum) {
      context.addIssue({ code: 'too_big', origin: 'number', maximum, inclusive: true });
    }
  });
}

const longestInactivity = 60;
/** Minutes of inactivity that NHS assurance allows (Ses Req 005). */
const longestInLive = 15;

/** Minutes that are right elsewhere: of others the key's own rule tells what is wrong. */
function isTooLongInLive(minutes: unknown): boolean {
  return wholeNumber(longestInLive + 1, longestInactivity).safeParse(minutes).success;
}

/** Keys that hold an address. */
const addressKeys = ['issuer', 'apiOrigin', 'relayUrl', 'updateFeedUrl'] as const;

export const serviceSchema = z.strictObject({
  /** Path of the API below `apiOrigin`. */
  path: z
    .string()
    .regex(/^\//, 'must be a path that begins with /')
    .regex(/^(?!.+\/$)/, 'must be a path without a slash at its end')
    .regex(
      /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/,
      'must be a path of letters, digits, - and _, without .. and without a query',
    )
    .min(2, 'must be a path below /'),
  /** Authenticator assurance level the API asks for. */
  level: z.enum(['AAL2_OR_AAL3', 'AAL3']),
});

/**
 * What the organisation decides, as a JSON file names it. Unknown keys are refused, so a typing mistake is noticed.
 */
export const policySchema = z
  .strictObject({
    environment: z.enum(['sandbox', 'int', 'live']),
    profile: z.enum(['cis2', 'api-platform', 'oidc']).default('cis2'),
    issuer: address,
    /** What people call the provider of the `oidc` profile; its host name unless given. */
    providerName: printableText(60).optional(),
    /** Whom people call when they need help, as the Help menu says it. */
    helpContact: printableText(200).optional(),
    clientId: z.string().min(1).max(200),
    clientAuthentication: z
      .enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt', 'relay'])
      .default('none'),
    /**
     * Address of the relay that adds client authentication; with `relay` only. CareDesk appends
     * what it asks for, such as `/cis2/token`.
     */
    relayUrl: address.optional(),
    /** `localhost` only for providers that demand it (RFC 8252 section 8.3 advises against it). */
    redirectHost: z.enum(['127.0.0.1', 'localhost']).default('127.0.0.1'),
    /** Ports to try in order; empty means any free port (RFC 8252 section 7.3). */
    redirectPorts: z.array(wholeNumber(1024, 65535)).max(20).default([]),
    apiOrigin: address,
    services: z
      .strictObject({ pds: serviceSchema })
      .default({ pds: { path: '/personal-demographics/FHIR/R4', level: 'AAL2_OR_AAL3' } }),
    /** Who asks for the role: CareDesk after the sign-in, or CIS2 during it. */
    roleSelection: z.enum(['app', 'provider']).default('app'),
    assurance: z.enum(['AAL2_OR_AAL3', 'AAL3']).default('AAL2_OR_AAL3'),
    identityAssurance: wholeNumber(1, 4).default(3),
    /** Whether somebody who closes CareDesk without signing out is offered to continue. */
    rememberSignIn: z.boolean().default(false),
    /** Minutes without activity after which the session is locked (NHS assurance, Ses Req 005). */
    inactivityMinutes: wholeNumber(1, longestInactivity).default(15),
    /** What counts as activity: keys and pointer in CareDesk, or anywhere on the PC. */
    activityScope: z.enum(['app', 'pc']).default('app'),
    /** Minutes after which a locked session ends; 0: nothing is locked, it ends at once. */
    signOutAfterLockedMinutes: wholeNumber(0, 720).default(45),
    /** Whether locking Windows locks CareDesk. */
    lockOnWorkstationLock: z.boolean().default(true),
    /** Whether signing in at another PC ends the session here. */
    singleSession: z.boolean().default(false),
    /** Organisations whose roles may be used here; empty means any. */
    organisationOdsCodes: z.array(odsCode).default([]),
    /** Servers that may be given the Windows sign-in of the person when they ask (NTLM, Negotiate). */
    integratedSignInDomains: z.array(hostOrDomain).max(100).default([]),
    allowedExternalHosts: z.array(host).default(['digital.nhs.uk']),
    /** Whether updates are fetched without asking, only told of, or never looked for. */
    updateMode: z.enum(['auto', 'notify', 'off']).default('auto'),
    /** The folder of the update feed; without it CareDesk never updates itself. */
    updateFeedUrl: address.optional(),
    updateChannel: z
      .string()
      .regex(/^[a-z0-9-]{1,20}$/, 'must be 1 to 20 of a to z, 0 to 9 and -')
      .default('stable'),
    /** Nobody signs in with an older version than this. */
    minimumVersion: versionSchema.optional(),
    /** Most kilobytes a second that fetching an update may take; without it as fast as it goes. */
    updateBandwidthKilobytes: wholeNumber(16, 1_000_000).optional(),
  })
  .superRefine(
    (policy, context) => {
      for (const { key, message } of brokenRules(policy)) {
        context.addIssue({ code: 'custom', path: [key], message });
      }
    },
    // Whatever else is wrong: people are told of everything at once.
    { when: () => true },
  );

/** What is wrong with keys that have to fit together. Other keys may be of any kind, or missing. */
function brokenRules(policy: unknown): readonly { key: string; message: string }[] {
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) return [];
  const values: Readonly<Record<string, unknown>> = { ...policy };
  const isRelay = values['clientAuthentication'] === 'relay';
  const broken: { key: string; message: string }[] = [];
  if (isRelay && values['relayUrl'] === undefined) {
    broken.push({ key: 'relayUrl', message: 'is missing: clientAuthentication "relay" needs it' });
  }
  if (!isRelay && values['relayUrl'] !== undefined) {
    broken.push({
      key: 'relayUrl',
      message: 'is only used with clientAuthentication "relay": remove it, or set that',
    });
  }
  if (values['environment'] === 'live' && isTooLongInLive(values['inactivityMinutes'])) {
    broken.push({
      key: 'inactivityMinutes',
      message: `must be at most ${longestInLive} with environment "live": NHS assurance asks for it`,
    });
  }
  const isSandbox = values['environment'] === 'sandbox';
  for (const key of addressKeys) {
    const value = values[key];
    if (!isPlainHttp(value)) continue;
    if (isSandbox && loopbackHosts.has(new URL(value).hostname)) continue;
    broken.push({
      key,
      message: isSandbox
        ? 'must be https: http is accepted to this PC only (127.0.0.1)'
        : 'must be https: what is sent by http can be read on the way',
    });
  }
  return broken;
}

export type Policy = z.infer<typeof policySchema>;
