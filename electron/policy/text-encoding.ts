import type { FileFault } from '../contract/file-report.ts';
import { placeAt } from './json-document.ts';

/**
 * What is wrong with the letters of a text that was decoded from UTF-8 with U+FFFD for what is none;
 * null when nothing is.
 */
export function encodingFault(text: string): FileFault | null {
  // Every second byte of Latin letters in UTF-16 is nought.
  if (text.includes('\0')) {
    return {
      key: null,
      at: null,
      reason:
        'The file is not UTF-8 but UTF-16, as Out-File and > of Windows PowerShell write it, or no text at all: save it as UTF-8.',
    };
  }
  const damaged = text.indexOf('\ufffd');
  if (damaged === -1) return null;
  return faultAt(
    text,
    damaged,
    'A letter here is not UTF-8, perhaps Windows-1252 (ANSI): save the file as UTF-8.',
  );
}

/** A fault of no key, at an offset of the text. */
export function faultAt(text: string, offset: number, reason: string): FileFault {
  return { key: null, at: placeAt(text, offset), reason };
}
