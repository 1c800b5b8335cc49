import { releaseNotesSchema } from '../../electron/contract/updates.ts';
import { ReleaseError } from './release-error.ts';

/** Markup that would reach people as characters: the window shows notes as plain text. */
const markup = /`|<\/?[a-z]|\*\*|__|\]\(/i;

/** The bullets of a text, continued lines joined; without bullets, its paragraphs. Headings are left out. */
function sentences(text: string): string[] {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .map((line) => (line.startsWith('#') ? '' : line));
  const hasBullets = lines.some((line) => /^[-*] /.test(line));
  const notes: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const bullet = /^[-*] +(.*)$/.exec(line)?.[1];
    const last = notes.at(-1);
    if (bullet !== undefined) {
      notes.push(bullet);
      isOpen = true;
    } else if (line === '') {
      isOpen = false;
    } else if (isOpen && last !== undefined) {
      notes[notes.length - 1] = `${last} ${line}`;
    } else {
      if (hasBullets)
        throw unusable(`"${line}" stands outside the list. Make it an entry or leave it out.`);
      notes.push(line);
      isOpen = true;
    }
  }
  return notes;
}

function unusable(message: string): ReleaseError {
  return new ReleaseError('NOTES_UNUSABLE', `The release notes cannot be used: ${message}`);
}

/**
 * What people are told once after the update: one plain sentence or two an entry, at most 12 of
 * at most 300 characters.
 *
 * @throws ReleaseError NOTES_UNUSABLE
 */
export function parseReleaseNotes(text: string): string[] {
  const notes = sentences(text);
  if (notes.length === 0)
    throw unusable('there is nothing in them. Say in plain words what changed.');
  const marked = notes.find((note) => markup.test(note));
  if (marked !== undefined) {
    throw unusable(`"${marked}" has markup in it. They are shown as plain text: write words only.`);
  }
  const result = releaseNotesSchema.safeParse(notes);
  if (result.success) return result.data;
  throw unusable('at most 12 entries of at most 300 characters are shown. Shorten them.');
}
