import { z } from 'zod';

/** Longest text shown of a proxy's own words, and longest name or password taken, in characters. */
const longest = { shown: 200, typed: 256 } as const;

/** Typed text that can be sent to a proxy: no control characters (RFC 7617 section 2). */
const typed = z
  .string()
  .max(longest.typed)
  .regex(/^\P{Cc}*$/u, 'must not hold control characters');

/** Tells one question from the next, so that a late answer cannot go to another proxy. */
export const proxyQuestionIdSchema = z.number().int().positive();

/** Whether a proxy waits for the person to sign in. What they type never comes back this way. */
export const proxyStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('quiet') }),
  z.strictObject({
    kind: z.literal('asking'),
    id: proxyQuestionIdSchema,
    /** The proxy as `host:port`. */
    proxy: z.string().min(1).max(longest.shown),
    /** What the proxy calls itself, in its own words; empty when it says nothing. */
    realm: z.string().max(longest.shown),
    /** The proxy has just refused what was typed. */
    refused: z.boolean(),
  }),
]);

/** What the person typed for the proxy; crosses the bridge once, towards main. */
export const proxyAnswerSchema = z.strictObject({
  id: proxyQuestionIdSchema,
  username: typed.min(1),
  password: typed,
});

export type ProxyState = z.infer<typeof proxyStateSchema>;
export type ProxyAnswer = z.infer<typeof proxyAnswerSchema>;
