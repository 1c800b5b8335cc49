import { z } from 'zod';
import { browserSessionSchema, failureSchema, signedOutReasonSchema } from '../contract/session.ts';

/**
 * What the process of one session leaves to the next one. Nothing of it is about a person or a
 * patient.
 */
export const leftBehindSchema = z.strictObject({
  /** How the session ended: what the log-in page says of it. */
  session: z.strictObject({
    reason: signedOutReasonSchema,
    failure: failureSchema.nullable(),
    browserSession: browserSessionSchema,
  }),
  /**
   * Whether somebody waits to log in: `asked`, or `authenticated` a moment ago, where the first one
   * had locked.
   */
  logIn: z.enum(['no', 'asked', 'authenticated']),
  updates: z.strictObject({
    /** Epoch milliseconds of the next look for an update; null when none was planned. */
    checkAt: z.number().int().nullable(),
    /** Epoch milliseconds of the last sign-out, or null. */
    signedOutAt: z.number().int().nullable(),
  }),
});

export type LeftBehind = z.infer<typeof leftBehindSchema>;
