import { z } from 'zod';

/** Characters of kept work: every field of every screen, filled to its limit, is shorter. */
export const longestKeptWork = 64 * 1024;

/**
 * What a page needs to show the same again after it was replaced: patient, screen, scroll position,
 * what was typed. JSON of the renderer's own, which main keeps in memory for the person who is
 * signed in and never reads.
 */
export const keptWorkSchema = z.string().max(longestKeptWork);
