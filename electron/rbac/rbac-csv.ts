import { type CsvDelimiter, readCsvLine, writeCsvLine } from './csv-line.ts';
import { type CsvPlace, RbacCsvError } from './rbac-csv-error.ts';
import {
  type ActivityLists,
  isActivityCode,
  isJobRoleCode,
  isTableName,
  maximumNameLength,
  type RbacTables,
} from './rbac-tables.ts';

const columns = ['kind', 'code', 'name', 'related'] as const;

/** The largest file that is read: several times the whole National RBAC Database. */
export const csvLimits = { characters: 5_000_000, lines: 100_000 } as const;

/**
 * Reads an organisation's RBAC tables, which replace CareDesk's own. First line:
 * `kind,code,name,related`; then one line for each
 *
 * - `role,R8001,Nurse Access Role,` names a job role;
 * - `activity,B0820,View Patient Demographics,` names an activity;
 * - `baseline,R8001,,B0820 B0278` gives a job role activities by default;
 * - `includes,B0825,,B0820` says that whoever may do `code` may also do `related`.
 *
 * Codes in `related` are separated by spaces, commas or semicolons; a cell with the file's
 * delimiter in it is in quotes. `baseline` and `includes` may be spread over several lines.
 * Cells may be separated by semicolons throughout, lines end in LF or CRLF, a byte-order mark
 * and empty lines are passed over.
 * @param description where the file came from, kept as the tables' source.
 * @throws RbacCsvError with line, column and reason of the first thing that is wrong.
 */
export function parseRbacCsv(text: string, description: string): RbacTables {
  if (text.length > csvLimits.characters) {
    throw new RbacCsvError({ line: 1, column: 1 }, 'The file is too large to be RBAC tables.');
  }
  const [header = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  if (lines.length > csvLimits.lines) {
    throw new RbacCsvError(
      { line: csvLimits.lines + 2, column: 1 },
      `The file has more than ${csvLimits.lines} lines after the first.`,
    );
  }
  const delimiter = readHeader(header);
  const tables: TablesBeingRead = { baseline: new Map(), includes: new Map(), names: new Map() };
  let isEmpty = true;
  for (const [index, content] of lines.entries()) {
    const line = index + 2;
    const cells = readCsvLine(content, line, delimiter).map((cell) => cell.trim());
    if (cells.every((cell) => cell === '')) continue;
    readRow(cells, line, tables);
    isEmpty = false;
  }
  if (isEmpty) {
    throw new RbacCsvError({ line: 2, column: 1 }, 'There is nothing after the first line.');
  }
  return {
    baseline: asLists(tables.baseline),
    includes: asLists(tables.includes),
    names: new Map([...tables.names].map(([code, { name }]) => [code, name])),
    source: { kind: 'imported', description },
  };
}

/** The tables as a file that `parseRbacCsv` reads back to the same tables. */
export function toCsv(tables: RbacTables): string {
  const rows: (readonly string[])[] = [columns];
  for (const [code, name] of tables.names) {
    rows.push([isJobRoleCode(code) ? 'role' : 'activity', code, name, '']);
  }
  for (const kind of ['baseline', 'includes'] as const) {
    for (const [code, related] of tables[kind]) {
      if (related.length > 0) rows.push([kind, code, '', related.join(' ')]);
    }
  }
  return rows.map((row) => `${writeCsvLine(row)}\r\n`).join('');
}

interface TablesBeingRead {
  readonly baseline: Map<string, Set<string>>;
  readonly includes: Map<string, Set<string>>;
  readonly names: Map<string, { readonly name: string; readonly line: number }>;
}

function readHeader(header: string): CsvDelimiter {
  const delimiter: CsvDelimiter = header.includes(',') || !header.includes(';') ? ',' : ';';
  const cells = readCsvLine(header, 1, delimiter).map((cell) => cell.trim().toLowerCase());
  const wrong = columns.findIndex((column, index) => cells[index] !== column);
  const extra = cells.findIndex((cell, index) => index >= columns.length && cell !== '');
  const column = (wrong === -1 ? extra : wrong) + 1;
  if (column > 0) {
    throw new RbacCsvError(
      { line: 1, column },
      'The first line must be kind,code,name,related. If it looks right, save the file as CSV UTF-8.',
    );
  }
  return delimiter;
}

function readRow(cells: readonly string[], line: number, tables: TablesBeingRead): void {
  const [kind = '', code = '', name = '', related = '', ...rest] = cells;
  const extra = rest.findIndex((cell) => cell !== '');
  if (extra !== -1) {
    throw new RbacCsvError(
      { line, column: columns.length + extra + 1 },
      'There are more cells than columns. Put a cell that contains the delimiter in quotes.',
    );
  }
  const at = (column: (typeof columns)[number]) => ({ line, column: columns.indexOf(column) + 1 });
  switch (kind.toLowerCase()) {
    case 'role':
    case 'activity': {
      requireCode(code, kind.toLowerCase() === 'role' ? 'role' : 'activity', at('code'));
      requireName(name, at('name'));
      requireEmpty(related, at('related'), 'Only baseline and includes have related codes.');
      const earlier = tables.names.get(code);
      if (earlier !== undefined) {
        throw new RbacCsvError(at('code'), `This code is named on line ${earlier.line} already.`);
      }
      tables.names.set(code, { name, line });
      return;
    }
    case 'baseline':
      requireCode(code, 'role', at('code'));
      requireEmpty(name, at('name'), 'Only role and activity have a name.');
      addAll(tables.baseline, code, relatedCodes(related, at('related')));
      return;
    case 'includes':
      requireCode(code, 'activity', at('code'));
      requireEmpty(name, at('name'), 'Only role and activity have a name.');
      addAll(tables.includes, code, relatedCodes(related, at('related')));
      return;
    default:
      throw new RbacCsvError(at('kind'), 'Use role, activity, baseline or includes.');
  }
}

function requireCode(code: string, kind: 'role' | 'activity', place: CsvPlace): void {
  if (kind === 'role' && !isJobRoleCode(code)) {
    throw new RbacCsvError(place, 'A job role is R and four digits, for example R8001.');
  }
  if (kind === 'activity' && !isActivityCode(code)) {
    throw new RbacCsvError(place, 'An activity is B and four digits, for example B0820.');
  }
}

function requireName(name: string, place: CsvPlace): void {
  if (name === '') throw new RbacCsvError(place, 'The name is missing.');
  if (name.includes('\ufffd')) {
    throw new RbacCsvError(place, 'Some letters are unreadable. Save the file as CSV UTF-8.');
  }
  if (!isTableName(name)) {
    throw new RbacCsvError(
      place,
      `A name is visible text of up to ${maximumNameLength} characters that does not start with =, +, - or @.`,
    );
  }
}

function requireEmpty(cell: string, place: CsvPlace, reason: string): void {
  if (cell !== '') throw new RbacCsvError(place, `${reason} Leave this cell empty.`);
}

function relatedCodes(related: string, place: CsvPlace): readonly string[] {
  const codes = related.split(/[\s,;]+/).filter((code) => code !== '');
  if (codes.length === 0) throw new RbacCsvError(place, 'At least one activity is needed.');
  for (const code of codes) requireCode(code, 'activity', place);
  return codes;
}

function addAll(lists: Map<string, Set<string>>, code: string, related: readonly string[]): void {
  const list = lists.get(code) ?? new Set();
  for (const activity of related) list.add(activity);
  lists.set(code, list);
}

function asLists(sets: ReadonlyMap<string, ReadonlySet<string>>): ActivityLists {
  return new Map([...sets].map(([code, activities]) => [code, [...activities]]));
}
