import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { FileFault } from '../contract/file-report.ts';
import { type JsonDocument, type JsonPath, keyOf, placeAt, placesIn } from './json-document.ts';
import { encodingFault, faultAt } from './text-encoding.ts';

/** What the text of a file turned out to be. */
export type ReadJson =
  | { readonly kind: 'document'; readonly document: JsonDocument }
  /** No JSON, or damaged where only its writer can know what was meant. */
  | { readonly kind: 'unreadable'; readonly faults: readonly FileFault[] };

/** A mistake in writing JSON. */
interface Mistake {
  readonly offset: number;
  /** Where what follows it begins. */
  readonly end: number;
  readonly reason: string;
  /**
   * `whole`: what was meant is clear. `shown`: it is a mistake for certain. `lost`: it may only be the
   * consequence of one before it. `open`: a text without an end, after which nothing is certain.
   */
  readonly effect: 'whole' | 'shown' | 'lost' | 'open';
}

/**
 * Reads the text of an administrator's file as JSON (RFC 8259), as it was decoded from UTF-8 with U+FFFD for
 * what is none. A byte-order mark in front, which Windows editors write, is passed over.
 *
 * @param what the file should hold, for sentences
 */
export function readJson(withMark: string, what = 'a policy'): ReadJson {
  const text = withMark.replace(/^\ufeff/, '');
  const unreadable = encodingFault(text) ?? shapeFault(text, what);
  if (unreadable !== null) return { kind: 'unreadable', faults: [unreadable] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const mistakes = certain(errors.map((error) => mistakeOf(error, text)));
  const faults = mistakes.map(({ offset, reason }) => faultAt(text, offset, reason));
  if (root === undefined || mistakes.some(({ effect }) => effect !== 'whole')) {
    return { kind: 'unreadable', faults };
  }
  return {
    kind: 'document',
    document: {
      value: plainValue(root),
      faults: [...faults, ...duplicates(text, root)],
      placeOf: placesIn(text, root),
    },
  };
}

function shapeFault(text: string, what: string): FileFault | null {
  const start = text.search(/\S/);
  if (start === -1) {
    return { key: null, at: null, reason: `The file is empty: it must hold ${what}, { … }.` };
  }
  // A comment in front is told as such; lists and values are JSON, and told not to be what is needed.
  if (/^(["'[{\d/#-]|(true|false|null)\b)/.test(text.slice(start))) return null;
  return faultAt(text, start, `This is not JSON: ${what} begins with {.`);
}

/** Those that are mistakes for certain, one a place, in the order they stand. */
function certain(mistakes: readonly Mistake[]): readonly Mistake[] {
  const open = mistakes.findIndex(({ effect }) => effect === 'open');
  const judged = open === -1 ? mistakes : mistakes.slice(0, open + 1);
  const first = judged.find(({ effect }) => effect !== 'whole');
  return (
    judged
      .filter((mistake) => mistake.effect !== 'lost' || mistake === first)
      // The parser stumbles once more right behind what it could not read.
      .filter(
        ({ offset, effect }, at, told) =>
          effect === 'whole' || !told.slice(0, at).some(({ end }) => end === offset),
      )
      .filter(({ offset }, at, told) => told.findIndex((other) => other.offset === offset) === at)
      .toSorted((a, b) => a.offset - b.offset)
  );
}

/** What a person has to do about what jsonc-parser says. */
function mistakeOf({ error, offset, length }: ParseError, text: string): Mistake {
  const written = text.slice(offset, offset + length);
  const rest = text.slice(offset + length);
  const end = text.length - rest.trimStart().length;
  const lost = (reason: string): Mistake => ({ offset, end, reason, effect: 'lost' });
  const shown = (reason: string): Mistake => ({ offset, end, reason, effect: 'shown' });
  if (/^['‘’“”„]/.test(written)) {
    return shown(
      'Text and the names of keys stand in straight double quotes ("): not in \' or “ ”.',
    );
  }
  const comma = commaBefore(text, offset);
  const code = printParseErrorCode(error);
  switch (code) {
    case 'InvalidCommentToken':
      return {
        offset,
        end,
        reason: 'JSON has no comments: remove this one.',
        effect: 'whole',
      };
    case 'PropertyNameExpected':
    case 'ValueExpected':
      if (offset >= text.trimEnd().length)
        return lost('The file ends too early: something is missing here.');
      if (comma !== null && /^[}\]]/.test(written)) {
        return {
          offset: comma,
          end,
          reason: `Trailing comma: nothing follows it before ${written}. Remove the comma.`,
          effect: 'whole',
        };
      }
      if (written === ',') return lost('A comma too many: remove one.');
      return code === 'ValueExpected'
        ? lost('A value is missing here.')
        : lost('The name of a key must stand here, in double quotes (").');
    case 'InvalidSymbol':
      return lost(symbolReason(written));
    case 'CommaExpected':
      if (/^[}\]]/.test(written)) {
        return lost(`Another bracket must be closed before this ${written}.`);
      }
      return shown(
        /^\d/.test(written) && /\d$/.test(text.slice(0, offset))
          ? 'A number must not begin with 0.'
          : 'A comma is missing before this.',
      );
    case 'ColonExpected':
      return lost('A colon (:) must stand between the name of a key and its value.');
    case 'CloseBraceExpected':
      return lost('The closing } is missing: the file ends too early.');
    case 'CloseBracketExpected':
      return lost('The closing ] is missing.');
    case 'EndOfFileExpected':
      return lost('Nothing may follow the closing } or ] of the whole.');
    case 'UnexpectedEndOfString':
      return {
        offset,
        end,
        reason: 'The closing double quote (") of this text is missing in its line.',
        effect: 'open',
      };
    case 'InvalidEscapeCharacter':
      return shown('A backslash in text is written twice (\\\\).');
    case 'InvalidUnicode':
      return shown('\\u in text is followed by four digits or letters a to f.');
    case 'InvalidCharacter':
      return shown('A tab or another control character stands in this text: remove it.');
    case 'UnexpectedEndOfNumber':
    case 'InvalidNumberFormat':
      return lost('This number is not complete.');
    default:
      return lost('This is not JSON.');
  }
}

function symbolReason(written: string): string {
  const value = written.toLowerCase();
  if (value === 'true' || value === 'false' || value === 'null') {
    return `Write ${value} in small letters.`;
  }
  if (/^[\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff]/.test(written)) {
    return 'An invisible character stands here that is not an ordinary space: remove it.';
  }
  if (/^#/.test(written)) return 'JSON has no comments: remove this one.';
  if (/^[;=]/.test(written)) {
    return 'Between the name of a key and its value stands a colon (:), between entries a comma.';
  }
  if (/^[.+]/.test(written)) return 'A number begins with a digit.';
  return 'Text and the names of keys stand in double quotes (").';
}

/** Where the comma is that stands before an offset with nothing but blanks and comments between. */
function commaBefore(text: string, offset: number): number | null {
  const before = text.slice(0, offset).replace(/(\s|\/\/[^\n]*\n|\/\*[^*]*\*\/)+$/, '');
  return before.endsWith(',') ? before.length - 1 : null;
}

function plainValue(node: Node): unknown {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(members(node).map(({ name, value }) => [name, plainValue(value)]));
    case 'array':
      return (node.children ?? []).map(plainValue);
    default:
      return node.value;
  }
}

interface Member {
  readonly name: string;
  /** Where the name stands. */
  readonly offset: number;
  readonly value: Node;
}

function members(node: Node): readonly Member[] {
  return (node.children ?? []).flatMap(({ offset, children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ name: String(key.value), offset, value }],
  );
}

/** Of a key that stands twice JSON does not say which counts (RFC 8259 section 4). */
function duplicates(text: string, node: Node, path: JsonPath = []): readonly FileFault[] {
  if (node.type === 'array') {
    return (node.children ?? []).flatMap((entry, at) => duplicates(text, entry, [...path, at]));
  }
  const found = members(node);
  return found.flatMap(({ name, offset, value }, at) => {
    const own = [...path, name];
    const first = found.findIndex((other) => other.name === name);
    const inside = duplicates(text, value, own);
    if (first === at) return inside;
    const { line } = placeAt(text, found[first]?.offset ?? 0);
    const reason = `This key stands twice, first in line ${line}: keep one.`;
    return [{ key: keyOf(own), at: placeAt(text, offset), reason }, ...inside];
  });
}
