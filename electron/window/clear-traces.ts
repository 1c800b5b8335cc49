import type { CopiedText } from './copied-text.ts';

/** What there may be of a person outside CareDesk's page and its profile. */
export interface Traces {
  readonly copiedText: Pick<CopiedText, 'forget'>;
  /** The text that is marked last, which X11 hands to the middle button; none elsewhere. */
  readonly marked: { clear(): void } | null;
  clearRecentDocuments(): void;
}

/**
 * Clears what is left of a person on the PC when CareDesk locks and when they leave, beside their
 * page: that goes with its window (`MainWindow.replace`), and with it the title and the
 * accessibility tree. There are no print files to clear: nothing of CareDesk prints.
 */
export async function clearTraces({
  copiedText,
  marked,
  clearRecentDocuments,
}: Traces): Promise<void> {
  clearRecentDocuments();
  marked?.clear();
  await copiedText.forget();
}
