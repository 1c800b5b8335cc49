import { z } from 'zod';
import { leftBehindSchema } from './left-behind.ts';

const coordinate = z.number().int().min(-32_767).max(32_767);

const boundsSchema = z.strictObject({
  x: coordinate,
  y: coordinate,
  width: coordinate.positive(),
  height: coordinate.positive(),
});

export const handoverSchema = z.strictObject({
  /** The process that hands over. */
  pid: z.number().int().positive(),
  /** Epoch milliseconds. */
  writtenAt: z.number().int(),
  /** Where its window is, for the new one to take its place; null when there is none. */
  window: z
    .strictObject({
      shape: z.enum(['normal', 'maximised', 'full-screen']),
      bounds: boundsSchema,
      normalBounds: boundsSchema,
      presence: z.enum(['not-shown', 'minimised', 'behind', 'in-front']),
      /** Media source id of the window. */
      id: z.string().max(60),
    })
    .nullable(),
  left: leftBehindSchema,
});

/** What the process of one session hands to that of the next. It holds nothing of a person. */
export type Handover = z.infer<typeof handoverSchema>;
