import { describe, expect, it } from 'vitest';
import { csvLimits, parseRbacCsv, toCsv } from '../../../electron/rbac/rbac-csv.ts';
import { RbacCsvError } from '../../../electron/rbac/rbac-csv-error.ts';
import {
  defaultRbacTables,
  isActivityCode,
  isJobRoleCode,
  isTableName,
} from '../../../electron/rbac/rbac-tables.ts';
import { seededRandom } from '../../seeded-random.ts';
import { randomTables } from './random-tables.ts';

const header = 'kind,code,name,related';
const rows = [
  'role,R8001,Nurse Access Role,',
  'activity,B0820,"View ""Patient"" Demographics, all",',
  'baseline,R8001,,B0820 B0278',
  'includes,B0825,,"B0820,B0821;B0822"',
];

function parse(text: string) {
  return parseRbacCsv(text, 'test.csv');
}

function refusal(text: string): RbacCsvError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof RbacCsvError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('reading RBAC tables from CSV', () => {
  const expected = {
    baseline: new Map([['R8001', ['B0820', 'B0278']]]),
    includes: new Map([['B0825', ['B0820', 'B0821', 'B0822']]]),
    names: new Map([
      ['R8001', 'Nurse Access Role'],
      ['B0820', 'View "Patient" Demographics, all'],
    ]),
    source: { kind: 'imported', description: 'test.csv' },
  };

  it.each([
    ['LF', [header, ...rows].join('\n')],
    ['CRLF and a last line end', [header, ...rows, ''].join('\r\n')],
    ['a byte-order mark', `\ufeff${[header, ...rows].join('\r\n')}`],
    [
      'a byte-order mark before a quote',
      `\ufeff${['"kind","code","name","related"', ...rows].join('\n')}`,
    ],
    ['empty lines, spaces and spare cells', `${header},,\n\n , ,,\n${rows.join(' , ,\n,,,,,\n')}`],
    ['capitals in the header and kinds', [header, ...rows].join('\n').replace(/kind|role,/g, up)],
    [
      'semicolons between cells',
      [
        'kind;code;name;related',
        'role;R8001;Nurse Access Role',
        'activity;B0820;"View ""Patient"" Demographics, all";',
        'baseline;R8001;;B0820,B0278',
        'includes;B0825;;"B0820;B0821";',
        'includes;B0825;;B0822 B0820;',
      ].join('\n'),
    ],
  ])('accepts %s', (_case, text) => {
    expect(parse(text)).toEqual(expected);
  });

  it('keeps a code that looks like an object’s own property out of trouble', () => {
    expect(refusal(`${header}\nrole,__proto__,x,`)).toMatchObject({ line: 2, column: 2 });
  });

  it.each([
    ['an empty file', '', 1, 1],
    ['another header', 'kind,code,title,related\nrole,R8001,Nurse,', 1, 3],
    ['a header with a column too many', `${header},more\n${rows[0]}`, 1, 5],
    ['a header with a column too few', 'kind;code;name\nrole;R8001;Nurse', 1, 4],
    ['UTF-16 read as UTF-8', '\ufffd\ufffdk\u0000i\u0000n\u0000d\u0000', 1, 1],
    ['a header alone', `${header}\n\n,,,\n`, 2, 1],
    ['an unknown kind', `${header}\n${rows[0]}\nroles,R8001,Nurse,`, 3, 1],
    ['a missing kind', `${header}\n,R8001,Nurse,`, 2, 1],
    ['an activity as a role', `${header}\nrole,B0820,Nurse,`, 2, 2],
    ['a role as an activity', `${header}\nactivity,R8001,Nurse,`, 2, 2],
    ['a whole role code', `${header}\nrole,S8000:G8000:R8001,Nurse,`, 2, 2],
    ['a letter O for a nought', `${header}\nincludes,B0825,,B082O`, 2, 4],
    ['a role among activities', `${header}\n\nbaseline,R8001,,B0820 R8002`, 3, 4],
    ['baseline of nothing', `${header}\nbaseline,R8001,, ; `, 2, 4],
    ['inclusion in a role', `${header}\nincludes,R8001,,B0820`, 2, 2],
    ['a name on a baseline', `${header}\nbaseline,R8001,Nurse,B0820`, 2, 3],
    ['codes on a role', `${header}\nrole,R8001,Nurse,B0820`, 2, 4],
    ['a missing name', `${header}\nrole,R8001, ,`, 2, 3],
    ['a formula for a name', `${header}\nrole,R8001,=HYPERLINK("x"),`, 2, 3],
    ['a quoted formula for a name', `${header}\nrole,R8001,"=1+1",`, 2, 3],
    ['a name too long', `${header}\nrole,R8001,${'x'.repeat(201)},`, 2, 3],
    ['letters lost to an encoding', `${header}\nrole,R8001,M\ufffddecin,`, 2, 3],
    ['a code named twice', `${header}\n${rows[0]}\n\n${rows[0]}`, 4, 2],
    ['a comma outside quotes', `${header}\nbaseline,R8001,,B0820,B0278`, 2, 5],
    ['a quote left open', `${header}\nrole,R8001,"Nurse,\n${rows[2]}`, 2, 3],
    ['text after a closing quote', `${header}\nrole,R8001,"Nurse"x,`, 2, 3],
    ['a quote inside plain text', `${header}\nrole,R8001,Nurse "A",`, 2, 3],
    ['a file too large', `${header}\n${' '.repeat(csvLimits.characters)}`, 1, 1],
    ['too many lines', header + '\n'.repeat(csvLimits.lines + 1), csvLimits.lines + 2, 1],
  ])('names the place of %s', (_case, text, line, column) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: 'RBAC_CSV_INVALID', line, column });
    expect(error.reason).toMatch(/^[A-Z].*\.$/);
    expect(error.message).toBe(`Line ${line}, column ${column}: ${error.reason}`);
  });

  it('reads up to the limit of lines', () => {
    const many = '\n'.repeat(csvLimits.lines - 1);
    expect(parse(`${header}${many}\n${rows[0]}`).names.size).toBe(1);
  });

  it.each([
    `${header}\nrole,R8001,Nurse,Jane Sample 9000000009`,
    `${header}\nJane Sample,9000000009,,`,
    `Jane Sample,9000000009\n`,
    `${header}\nrole,9000000009,Jane Sample,`,
    `${header}\nrole,R8001,"Jane Sample 9000000009`,
  ])('never repeats what a cell holds: %j', (text) => {
    expect(refusal(text).message).not.toMatch(/Jane|9000000009/);
  });

  it('names the first line of a code named twice', () => {
    expect(refusal(`${header}\n\n${rows[0]}\n${rows[0]}`).reason).toContain('line 3');
  });
});

describe('writing RBAC tables as CSV', () => {
  it('reads back as the same tables: CareDesk’s own', () => {
    const source = { kind: 'imported', description: 'test.csv' };
    expect(parse(toCsv(defaultRbacTables))).toEqual({ ...defaultRbacTables, source });
  });

  it('reads back as the same tables, in the same order: 500 random ones', () => {
    let quoted = 0;
    for (let seed = 0; seed < 500; seed += 1) {
      const tables = randomTables(seededRandom(seed));
      const csv = toCsv(tables);
      const read = parseRbacCsv(csv, tables.source.description);
      expect(read).toEqual(tables);
      expect(toCsv(read)).toBe(csv);
      if (csv.includes('""')) quoted += 1;
    }
    expect(quoted).toBeGreaterThan(100);
  });

  it('leaves out a list with nothing in it, which says nothing', () => {
    const tables = { ...defaultRbacTables, baseline: new Map([['R8001', []]]) };
    expect(parse(toCsv(tables)).baseline).toEqual(new Map());
  });
});

describe('damaged CSV', () => {
  it('gives sound tables or a place in the file, and nothing else: 5,000 files', () => {
    const damage = [
      '"',
      ',',
      ';',
      '\n',
      '\r',
      ' ',
      'B',
      'R',
      '0',
      '=',
      '\ufeff',
      '\u0000',
      '\ud800',
    ];
    const seen = { accepted: 0, refused: 0 };
    for (let seed = 0; seed < 5000; seed += 1) {
      const random = seededRandom(seed);
      let text = toCsv(randomTables(random));
      for (let times = 1 + random(3); times > 0; times -= 1) {
        const at = random(text.length);
        const insert = damage[random(damage.length)] ?? '';
        text = text.slice(0, at) + insert + text.slice(at + random(3));
      }
      try {
        const { baseline, includes, names } = parse(text);
        const activities = [
          ...includes.keys(),
          ...[...baseline, ...includes].flatMap(([, l]) => l),
        ];
        expect(activities.every(isActivityCode)).toBe(true);
        expect([...baseline.keys()].every(isJobRoleCode)).toBe(true);
        expect([...names.values()].every(isTableName)).toBe(true);
        seen.accepted += 1;
      } catch (error) {
        if (!(error instanceof RbacCsvError)) throw error;
        expect(error.line).toBeGreaterThanOrEqual(1);
        expect(error.line).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length + 1);
        expect(error.column).toBeGreaterThanOrEqual(1);
        seen.refused += 1;
      }
    }
    expect(seen.accepted).toBeGreaterThan(200);
    expect(seen.refused).toBeGreaterThan(1000);
  });
});

function up(text: string): string {
  return text.toUpperCase();
}
