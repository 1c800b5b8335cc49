import { z } from 'zod';
import { currentVerb, type StateName, stateNames } from './channels.ts';
import { keptWorkSchema } from './kept-work.ts';
import type { ShownProvider } from './provider.ts';
import { proxyAnswerSchema, proxyQuestionIdSchema } from './proxy.ts';
import type { Failure } from './session.ts';
import { stateSchemas } from './states.ts';
import { installTimeSchema, workReportSchema } from './updates.ts';

const shownProviderSchema: z.ZodType<ShownProvider> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('care-identity') }),
  z.strictObject({ kind: z.literal('other'), name: z.string().min(1).max(253) }),
]);

/** Characters of the text that says who to call. */
const longestHelpContact = 200;

const nothing = z.tuple([]);
const done = z.void();

/** The verbs that ask for a state of main as it is now: one for each. */
type CurrentVerbs = {
  readonly [Name in StateName as `${Name}/current`]: {
    readonly args: typeof nothing;
    readonly result: (typeof stateSchemas)[Name];
  };
};

const currentVerbs = Object.fromEntries(
  stateNames.map((name) => [currentVerb(name), { args: nothing, result: stateSchemas[name] }]),
) as CurrentVerbs;

/**
 * The only calls the renderer can make, each with the schema of its arguments (checked in main
 * before the handler runs) and of its result (checked before it leaves main).
 */
export const verbs = {
  ...currentVerbs,
  'app/about': {
    args: nothing,
    result: z.strictObject({
      version: z.string(),
      environment: z.enum(['sandbox', 'int', 'live']).nullable(),
      provider: shownProviderSchema,
      /** Who helps with CareDesk in this organisation, for example a telephone number (policy). */
      helpContact: z.string().min(1).max(longestHelpContact).nullable(),
      /** False where people are logged out instead (policy `signOutAfterLockedMinutes` 0). */
      locks: z.boolean(),
    }),
  },
  /** Puts what is wrong with the policy on the clipboard, as text for the service desk. */
  'session/copy-policy-report': { args: nothing, result: done },
  'session/sign-out': { args: nothing, result: done },
  /** Puts the work out of sight until the same person unlocks. Harmless when nobody works. */
  'session/lock': { args: nothing, result: done },
  /** Asks the provider whether the person who locked is there; while it is asked, asks afresh. */
  'session/unlock': { args: nothing, result: done },
  /** A key, a pointer or “Stay logged in”: somebody is there. At most one a second is needed. */
  'session/activity': { args: nothing, result: done },
  /** Starts a sign-in; while one is waiting, cancels it and starts afresh. */
  'sign-in/start': { args: nothing, result: done },
  /** Goes on with the sign-in from before CareDesk was closed (policy `rememberSignIn`). */
  'sign-in/resume': { args: nothing, result: done },
  /** Puts the authorization request's address on the clipboard; it never enters the renderer. */
  'sign-in/copy-link': { args: nothing, result: done },
  'sign-in/cancel': { args: nothing, result: done },
  'role/choose': { args: z.tuple([z.string().regex(/^[0-9]{1,20}$/)]), result: done },
  /** Back to the list of roles; the patient in view is closed. */
  'role/change': { args: nothing, result: done },
  /** Leaves the list of roles with the role that was in use. */
  'role/keep': { args: nothing, result: done },
  /** Signs in at the proxy that asks. Nothing of it is ever published or answered back. */
  'proxy/answer': { args: z.tuple([proxyAnswerSchema]), result: done },
  'proxy/cancel': { args: z.tuple([proxyQuestionIdSchema]), result: done },
  /** Looks for a newer version now. */
  'updates/check': { args: nothing, result: done },
  /** Fetches what is available, where the person decides (policy `notify`). */
  'updates/download': { args: nothing, result: done },
  /** When to install what has been downloaded. `now` is refused while something is in the way. */
  'updates/choose-time': { args: z.tuple([installTimeSchema]), result: done },
  'updates/whats-new-read': { args: nothing, result: done },
  /** The page tells what it has open whenever that changes. */
  'work/report': { args: z.tuple([workReportSchema]), result: done },
  /** What to show again if the page has to be replaced; the newest replaces the one before. */
  'work/keep': { args: z.tuple([keptWorkSchema]), result: done },
  /** What the page before this one was showing the same person in the same role, or null. */
  'work/kept': { args: nothing, result: keptWorkSchema.nullable() },
  /** The same of the list of roles, which may have somebody's work behind it. */
  'work/keep-choice': { args: z.tuple([keptWorkSchema]), result: done },
  'work/kept-choice': { args: nothing, result: keptWorkSchema.nullable() },
} as const satisfies Record<string, { args: z.ZodType<unknown[]>; result: z.ZodType }>;

export type Verb = keyof typeof verbs;
export type VerbArguments<V extends Verb> = z.infer<(typeof verbs)[V]['args']>;
export type VerbResult<V extends Verb> = z.infer<(typeof verbs)[V]['result']>;

/** Answer of every bridge call. Failures are values: Electron would flatten a thrown error. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };
