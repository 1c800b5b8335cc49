/** The fields of something that main kept. */
export type Fields = Readonly<Record<string, unknown>>;

/** What was kept is not what it should be. */
export class NotKept extends Error {}

/**
 * Reads what main kept of a screen. By hand: zod would make the page late.
 *
 * @param read throws `NotKept` at the first field that is wrong: a person starts clean rather than
 *   with half of it, and gets null
 */
export function readKept<T>(text: string, read: (fields: Fields) => T): T | null {
  try {
    return read(fieldsOf(JSON.parse(text)));
  } catch (error) {
    if (error instanceof NotKept || error instanceof SyntaxError) return null;
    throw error;
  }
}

export function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new NotKept();
  return value as Fields;
}

export function textOf(value: unknown, longest: number): string {
  if (typeof value !== 'string' || value.length > longest) throw new NotKept();
  return value;
}

export function flagOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new NotKept();
  return value;
}

/** A flag that is there and true, or not there. */
export function isSet(value: unknown): boolean {
  if (value !== undefined && value !== true) throw new NotKept();
  return value === true;
}

export function orNull<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}
