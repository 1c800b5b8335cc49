import type { Node } from 'jsonc-parser';
import { findNodeAtLocation } from 'jsonc-parser';
import type { FileFault } from '../contract/file-report.ts';

/** A place in a document: names of keys and numbers of entries, from the outside in. */
export type JsonPath = readonly (string | number)[];

/** What was found in a file of an administrator: what stands in it, unchecked, and where. */
export interface JsonDocument {
  readonly value: unknown;
  /** Mistakes of writing that leave no doubt about what was meant; it is refused all the same. */
  readonly faults: readonly FileFault[];
  /** Where a key or an entry stands; null when it stands nowhere. */
  placeOf(path: JsonPath): FileFault['at'];
}

/** A document that is no text, from the registry say: nothing has a place in it. */
export function documentOf(value: unknown): JsonDocument {
  return { value, faults: [], placeOf: () => null };
}

/** Where keys and entries stand in a text that was parsed into `root`. */
export function placesIn(text: string, root: Node): JsonDocument['placeOf'] {
  return (path) => {
    const node = findNodeAtLocation(root, [...path]);
    if (node === undefined) return null;
    // Of a key it is the name that people look for.
    return placeAt(text, node.parent?.type === 'property' ? node.parent.offset : node.offset);
  };
}

/** Line and column of an offset, both from 1. Lines end in LF, CRLF or CR, as editors count them. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

const mostOfName = 60;

/** A path as administrators write it, `services.pds.path` or `redirectPorts[0]`; null for the whole. */
export function keyOf(path: JsonPath): string | null {
  const key = path.reduce<string>((written, part) => {
    if (typeof part === 'number') return `${written}[${part}]`;
    const name = shown(part);
    return written === '' ? name : `${written}.${name}`;
  }, '');
  return key === '' ? null : key.slice(0, 200);
}

/** A name from the file, without what could disturb a console, and not longer than a line. */
function shown(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return clean.length > mostOfName ? `${clean.slice(0, mostOfName)}…` : clean;
}
