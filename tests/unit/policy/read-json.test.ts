import { describe, expect, it } from 'vitest';
import { readJson } from '../../../electron/policy/read-json.ts';

/** What is told of a text: a line for each fault. */
function told(text: string): readonly string[] {
  const read = readJson(text);
  const faults = read.kind === 'document' ? read.document.faults : read.faults;
  return faults.map(({ at, key, reason }) =>
    [at === null ? '-' : `${at.line}:${at.column}`, key ?? '', reason].join(' '),
  );
}

const quotes = /straight double quotes/;

describe('the text of a policy', () => {
  it.each([
    ['is empty', '', [/^- {2}The file is empty/]],
    ['is blank', ' \r\n\t', [/^- {2}The file is empty/]],
    ['is UTF-16', '\ufffd\ufffd{\0"\0a\0"\0', [/UTF-16.*save it as UTF-8/]],
    ['is UTF-16 without a mark', '{\0\r\0\n\0', [/UTF-16.*save it as UTF-8/]],
    [
      'is Windows-1252',
      '{\n  "a": "caf\ufffd"\n}',
      [/^2:12 .*Windows-1252.*save the file as UTF-8/],
    ],
    ['is another format', 'environment: live\n', [/^1:1 .*not JSON: a policy begins with \{/]],
    ['is XML', '<policy/>', [/^1:1 .*not JSON/]],
    ['has single quotes', "{\n'a': 'b',\n'c': 1}", [/^2:1 /, /^2:6 /, /^3:1 /].map(() => quotes)],
    ['has typographic quotes', '{“a”: 1}', [/^1:2 .*straight double quotes/]],
    ['has names without quotes', '{environment: "int"}', [/^1:2 .*double quotes/]],
    [
      'has trailing commas, all named where the comma is',
      '{"a": [1, 2,],\r\n "b": 3,\r\n}',
      [/^1:12 .*Trailing comma.*\]/, /^2:8 .*Trailing comma.*\}/],
    ],
    [
      'has comments of either kind',
      '{"a": 1, // x\n/* y */ "b": 2}',
      [/^1:10 .*comments/, /^2:1 .*comments/],
    ],
    ['has a comment of another language', '# x\n{"a": 1}', [/^1:1 .*no comments/]],
    [
      'has a trailing comma before a comment',
      '{"a": 1, // x\n}',
      [/^1:8 .*Trailing/, /^1:10 .*comments/],
    ],
    [
      'lacks commas',
      '{"a": 1\n"b": 2\n"c": 3}',
      [/^2:1 .*comma is missing/, /^3:1 .*comma is missing/],
    ],
    ['lacks a colon', '{"a" 1}', [/^1:6 .*colon/]],
    ['lacks a value', '{"a": 1,\n"b":\n}', [/^3:1 .*value is missing/]],
    ['has a comma too many', '{"a": 1,, "b": 2}', [/^1:9 .*comma too many/]],
    ['lacks its end', '{"a": 1', [/^1:8 .*closing \} is missing/]],
    ['lacks the end of a list', '{"a": [1', [/^1:9 .*closing \] is missing/]],
    ['ends after a comma', '{"a": 1,\n', [/^2:1 .*ends too early/]],
    ['goes on behind its end', '{"a": 1}\n{"b": 2}', [/^2:1 .*Nothing may follow/]],
    ['has a text without end', '{"a": "x\n", "b": 1}', [/^1:7 .*closing double quote/]],
    ['has a single backslash', '{"a": "C:\\Users"}', [/^1:7 .*backslash.*twice/]],
    ['has a tab in a text', '{"a": "x\ty"}', [/^1:7 .*control character/]],
    ['has a number with 0 in front', '{"a": 01}', [/^1:8 .*begin with 0/]],
    ['writes words of JSON large', '{"a": True}', [/^1:7 .*true in small letters/]],
    ['has an invisible character', '{"a":\u00a01}', [/^1:6 .*invisible/]],
    ['has semicolons', '{"a": 1; "b": 2}', [/^1:8 .*colon.*comma/]],
    [
      'has keys twice, inside as well',
      '{"a": 1,\n"s": {"b": 1, "b": 2},\n"a": 2}',
      [/^3:1 a .*twice, first in line 1/, /^2:15 s\.b .*twice, first in line 2/],
    ],
  ])('that %s', (_case, text, expected) => {
    const lines = told(text);
    expect(lines).toHaveLength(expected.length);
    for (const pattern of expected) expect(lines).toContainEqual(expect.stringMatching(pattern));
  });

  it('is read as JSON.parse reads it, a byte-order mark aside', () => {
    const text = '{"a": [1, -2.5e3, true, null, "\\u00e9\\n"], "s": {"__proto__": {}}}';
    const read = readJson(`\ufeff${text}`);
    expect(read).toMatchObject({ kind: 'document', document: { faults: [] } });
    expect(read.kind === 'document' && read.document.value).toEqual(JSON.parse(text));
  });

  it('is accepted by nothing that JSON.parse refuses', () => {
    const parts = [
      '{',
      '}',
      '[',
      ']',
      '"a"',
      ':',
      ',',
      '1',
      '01',
      '-',
      'true',
      ' ',
      '\n',
      "'",
      '//',
      '\\',
    ];
    let state = 7;
    const next = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state;
    };
    for (let round = 0; round < 5_000; round += 1) {
      const text = `{"a"${Array.from({ length: next() % 9 }, () => parts[next() % parts.length]).join('')}}`;
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      const read = readJson(text);
      const isClean = read.kind === 'document' && read.document.faults.length === 0;
      const isTwice = told(text).some((line) => line.includes('twice'));
      expect({ text, isClean: isClean || isTwice }).toEqual({ text, isClean: isJson });
    }
  });

  it('says where each key and entry stands', () => {
    const read = readJson('{\r\n  "a": 1,\r\n  "s": {"b": [true,\r\n    false]}\r\n}');
    if (read.kind !== 'document') throw new Error(read.kind);
    const { placeOf } = read.document;
    expect(placeOf(['a'])).toEqual({ line: 2, column: 3 });
    expect(placeOf(['s', 'b', 1])).toEqual({ line: 4, column: 5 });
    expect(placeOf(['s', 'nowhere'])).toBeNull();
  });
});
