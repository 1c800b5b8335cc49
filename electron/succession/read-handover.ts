import { readFileSync } from 'node:fs';
import { type Handover, handoverSchema } from './handover.ts';
import { handoverFile } from './handover-file.ts';

/** Milliseconds after which a handover is of no use: whoever wrote it is long gone. */
const longestUse = 60_000;

/** Reads it; null when there is none, or it is damaged, or too old to be meant. */
export function readHandover(folder: string, now: number): Handover | null {
  try {
    const handover = handoverSchema.parse(JSON.parse(readFileSync(handoverFile(folder), 'utf8')));
    return Math.abs(now - handover.writtenAt) <= longestUse ? handover : null;
  } catch {
    return null;
  }
}
