/** Where in an organisation's CSV file something is wrong. Both count from 1. */
export interface CsvPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * An organisation's CSV file could not be used. The reason never repeats what a cell holds: it
 * could be the wrong file, with patients in it.
 */
export class RbacCsvError extends Error {
  readonly code = 'RBAC_CSV_INVALID';
  readonly line: number;
  readonly column: number;
  /** What is wrong, as a sentence for the administrator. */
  readonly reason: string;

  constructor(place: CsvPlace, reason: string) {
    super(`Line ${place.line}, column ${place.column}: ${reason}`);
    this.name = 'RbacCsvError';
    this.line = place.line;
    this.column = place.column;
    this.reason = reason;
  }
}
