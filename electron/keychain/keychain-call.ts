import { z } from 'zod';

/** Whose items: those of the person signed in, or CareDesk's own as a client. */
const serviceSchema = z.enum(['CareDesk', 'Provisioned CareDesk client']);

export type KeychainService = z.infer<typeof serviceSchema>;

/** One call of `Keychain`, as it crosses to the process that makes it. */
export const keychainCallSchema = z.strictObject({
  id: z.number().int(),
  service: serviceSchema,
  work: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('read'), account: z.string() }),
    z.strictObject({ kind: z.literal('write'), account: z.string(), secret: z.string() }),
    z.strictObject({ kind: z.literal('remove'), account: z.string() }),
    z.strictObject({ kind: z.literal('accounts') }),
  ]),
});

export type KeychainCall = z.infer<typeof keychainCallSchema>;
export type KeychainWork = KeychainCall['work'];

/** What came of a call. What the keychain says of a refusal stays where it was said. */
export const keychainAnswerSchema = z.strictObject({
  id: z.number().int(),
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('secret'), secret: z.string().nullable() }),
    z.strictObject({ kind: z.literal('accounts'), accounts: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('done') }),
    z.strictObject({ kind: z.literal('refused') }),
    /** The module that speaks to the keychain is not the one that was packed. */
    z.strictObject({ kind: z.literal('program-changed'), file: z.string() }),
  ]),
});

export type KeychainAnswer = z.infer<typeof keychainAnswerSchema>;
export type KeychainOutcome = KeychainAnswer['outcome'];
