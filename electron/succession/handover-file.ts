import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handover } from './handover.ts';

/** @param folder of CareDesk's files */
export function handoverFile(folder: string): string {
  return join(folder, 'handover.json');
}

/** Writes what the next process starts with. @throws Error as the system says it */
export function writeHandover(folder: string, handover: Handover): void {
  const file = handoverFile(folder);
  const beside = `${file}.new`;
  writeFileSync(beside, JSON.stringify(handover), { mode: 0o600 });
  // Whole or not at all: the other process reads it at any moment.
  renameSync(beside, file);
}

/** Never throws: one that stays is soon too old. */
export function removeHandover(folder: string): void {
  try {
    rmSync(handoverFile(folder), { force: true });
  } catch {
    // Nothing of it is secret.
  }
}
