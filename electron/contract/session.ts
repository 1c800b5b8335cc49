import { z } from 'zod';
import { type FailureCode, isFailureCode, longestDetail } from './failures.ts';
import { fileReportSchema } from './file-report.ts';

/**
 * The session as the renderer sees it. Main owns it; every screen is a function of it. Schemas
 * are strict, so a field that has no business in the renderer (a token, a code) cannot slip
 * through: publishing it would throw.
 */
export const failureCodeSchema = z.custom<FailureCode>(isFailureCode, 'not a failure code');

export const failureSchema = z.strictObject({
  code: failureCodeSchema,
  /** One safe detail, for example the policy key that is wrong. Never a secret, never a patient. */
  detail: z.string().max(longestDetail).nullable(),
  /** Of a policy that cannot be used: all that is wrong with it. */
  report: fileReportSchema.optional(),
});

export const personSchema = z.strictObject({
  displayName: z.string().min(1),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
});

export const roleSchema = z.strictObject({
  /** CIS2 `person_roleid`: the role profile id sent as NHSD-Session-URID. */
  id: z.string().regex(/^[0-9]+$/),
  /** Last part of CIS2 `role_name`, for example “Nurse Access Role”. */
  name: z.string().min(1),
  /** CIS2 `role_code`, for example S8000:G8000:R8001. */
  code: z.string(),
  organisation: z.strictObject({
    /** Null when CIS2's `nhsid_user_orgs` does not name the organisation. */
    name: z.string().nullable(),
    odsCode: z.string().min(1),
  }),
});

/** Roles of organisations the policy does not accept (`organisationOdsCodes`). */
export const elsewhereSchema = z.strictObject({
  roles: z.array(roleSchema),
  /** ODS codes this PC accepts; empty: all. */
  acceptedOdsCodes: z.array(z.string()),
});

export const attemptSchema = z.strictObject({
  id: z.number().int().positive(),
  phase: z.enum(['opening', 'waiting', 'completing', 'unanswered']),
  /** Something went wrong that did not end the wait, or null. */
  notice: failureSchema.nullable(),
});

export const assuranceSchema = z.strictObject({
  /** Authenticator assurance level judged from what came back. */
  authenticator: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** `acr` of the id token, or null when absent. */
  acr: z.string().nullable(),
});

/** Why a session was locked. */
export const lockReasonSchema = z.enum([
  /** The person pressed “Lock”. */
  'user',
  'inactivity',
  /** Windows was locked, or the screen saver asks for the password. */
  'workstation-locked',
  /** The PC slept. */
  'suspended',
  /** Somebody else took the PC over: fast user switching. */
  'user-switched',
  'remote-session-disconnected',
  'display-off',
  /** The window could not go on: its page crashed or hung. */
  'window-failed',
]);

/** Why nobody is signed in. A session that was locked too long says why it was locked. */
export const signedOutReasonSchema = z.enum([
  'started',
  'cancelled',
  'failed',
  'session-expired',
  /** Signed out by the organisation or by signing in at another PC (policy `singleSession`). */
  'signed-out-elsewhere',
  /** Somebody else signed in to unlock. */
  'person-changed',
  /** Windows logged off, restarted or shut down. */
  'shutdown',
  ...lockReasonSchema.options,
]);

/** `stronger`: a service needs AAL3. `change-role`: the provider asks for the role. */
export const stepUpPurposeSchema = z.enum(['stronger', 'change-role']);

/** Somebody who signed in before CareDesk was closed. */
const remembered = {
  person: personSchema,
  /** Epoch milliseconds after which they have to sign in again in any case. */
  sessionEndsAt: z.number().int(),
};

/**
 * The session is about to be locked because nobody seems to be there; null when it is not. Seconds
 * left when the state was published: counted on by the page, judged by main alone.
 */
export const inactivityWarningSchema = z
  .strictObject({ secondsLeft: z.number().int().nonnegative() })
  .nullable();

/** A session whose work is out of sight until the same person is there again. */
const lock = {
  person: personSchema,
  reason: lockReasonSchema,
  /** Epoch milliseconds after which the session ends by itself. */
  signsOutAt: z.number().int(),
};

/** Somebody working in a role. */
const work = {
  person: personSchema,
  inactivity: inactivityWarningSchema,
  role: roleSchema,
  /** False when the person has this role only. */
  canChangeRole: z.boolean(),
  assurance: assuranceSchema,
  deadlines: z.strictObject({
    /** Epoch milliseconds after which the platform refuses to refresh. */
    sessionEndsAt: z.number().int(),
  }),
  /** Something to know while working, for example that the keychain could not be used. */
  notice: failureSchema.nullable(),
};

/**
 * Whether the browser is still signed in at the provider: `none` when no answer of a sign-in came
 * back, `ending` once it was sent to sign out there, `may-remain` until then, when the provider
 * offers no way to, when the browser did not open, or when a sign-in failed after its answer.
 */
export const browserSessionSchema = z.enum(['none', 'ending', 'may-remain']);

export const sessionStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('not-configured'), failure: failureSchema }),
  z.strictObject({
    kind: z.literal('signed-out'),
    reason: signedOutReasonSchema,
    failure: failureSchema.nullable(),
    browserSession: browserSessionSchema,
  }),
  /** Somebody was signed in when CareDesk closed, and may go on (policy `rememberSignIn`). */
  z.strictObject({
    kind: z.literal('remembered'),
    ...remembered,
    /** Why going on has just failed, when it can be tried again; else null. */
    failure: failureSchema.nullable(),
  }),
  /** The provider is asked whether they may go on. */
  z.strictObject({ kind: z.literal('resuming'), ...remembered, attempt: attemptSchema }),
  z.strictObject({ kind: z.literal('signing-in'), attempt: attemptSchema }),
  z.strictObject({
    kind: z.literal('choosing-role'),
    person: personSchema,
    /** Those this PC accepts; empty when the person has none of them. */
    roles: z.array(roleSchema),
    /** The rest of the person's roles, and what this PC accepts instead. */
    elsewhere: elsewhereSchema,
    /** The role in use before “Change role”, to go back to; null at sign-in. */
    currentRoleId: z.string().nullable(),
    inactivity: inactivityWarningSchema,
  }),
  z.strictObject({ kind: z.literal('active'), ...work }),
  /** A service needs a stronger sign-in; the work stays as it is behind it. */
  z.strictObject({
    kind: z.literal('stepping-up'),
    ...work,
    /** Why the browser is needed in the midst of work. */
    purpose: stepUpPurposeSchema,
    attempt: attemptSchema,
  }),
  z.strictObject({
    kind: z.literal('locked'),
    ...lock,
    /** Why unlocking has just failed, or null. */
    failure: failureSchema.nullable(),
  }),
  /** The provider is asked who is there. */
  z.strictObject({ kind: z.literal('unlocking'), ...lock, attempt: attemptSchema }),
]);

export type Failure = z.infer<typeof failureSchema>;
export type Person = z.infer<typeof personSchema>;
export type Role = z.infer<typeof roleSchema>;
export type RolesElsewhere = z.infer<typeof elsewhereSchema>;
export type SignInAttempt = z.infer<typeof attemptSchema>;
export type Assurance = z.infer<typeof assuranceSchema>;
export type LockReason = z.infer<typeof lockReasonSchema>;
export type InactivityWarning = z.infer<typeof inactivityWarningSchema>;
export type SignedOutReason = z.infer<typeof signedOutReasonSchema>;
export type StepUpPurpose = z.infer<typeof stepUpPurposeSchema>;
export type BrowserSession = z.infer<typeof browserSessionSchema>;
export type SessionState = z.infer<typeof sessionStateSchema>;
