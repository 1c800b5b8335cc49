import { RbacCsvError } from './rbac-csv-error.ts';

/** What separates cells: a comma, or a semicolon where the PC's region uses the comma in numbers. */
export type CsvDelimiter = ',' | ';';

/**
 * The cells of one line, quotes undone (RFC 4180 section 2, without line breaks inside cells).
 * @throws RbacCsvError when a quote is not closed on its line or stands where none may.
 */
export function readCsvLine(text: string, line: number, delimiter: CsvDelimiter): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const place = { line, column: cells.length + 1 };
    const cell = text[at] === '"' ? quotedCell(text, at, place) : plainCell(text, at, delimiter);
    if (text[at] !== '"' && cell.value.includes('"')) {
      throw new RbacCsvError(place, 'A quote stands inside a cell that is not in quotes.');
    }
    if (cell.end < text.length && text[cell.end] !== delimiter) {
      throw new RbacCsvError(place, 'Something follows the closing quote of the cell.');
    }
    cells.push(cell.value);
    if (cell.end >= text.length) return cells;
    at = cell.end + 1;
  }
}

/** One line of these cells, each in quotes when it needs them. */
export function writeCsvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}

interface Cell {
  readonly value: string;
  /** Position after the cell: of the delimiter, or the end of the line. */
  readonly end: number;
}

function plainCell(text: string, start: number, delimiter: CsvDelimiter): Cell {
  const next = text.indexOf(delimiter, start);
  const end = next === -1 ? text.length : next;
  return { value: text.slice(start, end), end };
}

function quotedCell(text: string, start: number, place: { line: number; column: number }): Cell {
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw new RbacCsvError(place, 'A quote is not closed on its line.');
    if (text[quote + 1] !== '"') {
      return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
    }
    from = quote + 2;
  }
}
