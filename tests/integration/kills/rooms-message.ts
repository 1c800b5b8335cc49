import { z } from 'zod';
import { sessionStateSchema } from '../../../electron/contract/session.ts';
import {
  keychainAnswerSchema,
  keychainCallSchema,
} from '../../../electron/keychain/keychain-call.ts';
import { leftBehindSchema } from '../../../electron/succession/left-behind.ts';

/** What the process with CareDesk's rooms says. */
export const roomsNewsSchema = z.discriminatedUnion('kind', [
  /** The program is loaded, and no room is open yet. */
  z.strictObject({ kind: z.literal('loaded') }),
  /** What the first page shows is known. */
  z.strictObject({ kind: z.literal('started'), state: sessionStateSchema }),
  z.strictObject({ kind: z.literal('state'), state: sessionStateSchema }),
  /** The system browser is sent to this address. */
  z.strictObject({ kind: z.literal('opened'), address: z.string() }),
  /** Another process is to take the place of this one. */
  z.strictObject({ kind: z.literal('succession'), first: leftBehindSchema }),
  /** This one is done. */
  z.strictObject({ kind: z.literal('left'), last: leftBehindSchema }),
  z.strictObject({ kind: z.literal('request'), step: z.enum(['begun', 'answered']) }),
  z.strictObject({ kind: z.literal('keychain'), call: keychainCallSchema }),
  z.strictObject({ kind: z.literal('answer'), id: z.number().int(), answer: z.unknown() }),
]);

/** What it is told. */
export const roomsOrderSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('call'),
    id: z.number().int(),
    verb: z.string(),
    args: z.array(z.unknown()),
  }),
  /** A call of a national API. Answered with its status. */
  z.strictObject({ kind: z.literal('fetch'), id: z.number().int(), path: z.string() }),
  /** An API has refused the access token. */
  z.strictObject({ kind: z.literal('refresh'), id: z.number().int() }),
  /** The process before this one is gone. */
  z.strictObject({ kind: z.literal('take-over'), left: leftBehindSchema }),
  /** Answered when no call of the keychain is under way, and none is about to be. */
  z.strictObject({ kind: z.literal('settle'), id: z.number().int() }),
  z.strictObject({ kind: z.literal('keychain'), answer: keychainAnswerSchema }),
]);

export type RoomsNews = z.infer<typeof roomsNewsSchema>;
export type RoomsOrder = z.infer<typeof roomsOrderSchema>;
