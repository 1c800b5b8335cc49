/** Thrown when an answer has not the shape it must have. Never says what was there. */
export class AnswerNotUnderstood extends Error {
  constructor(where: string) {
    super(`unexpected shape at ${where}`);
    this.name = 'AnswerNotUnderstood';
  }
}

export type FhirObject = { readonly [field: string]: unknown };

/** An object of an answer. @throws {AnswerNotUnderstood} */
export function objectAt(value: unknown, where: string): FhirObject {
  if (!isObject(value)) throw new AnswerNotUnderstood(where);
  return value;
}

/** An object, or null when absent. @throws {AnswerNotUnderstood} when something else is there */
export function optionalObject(from: FhirObject, field: string): FhirObject | null {
  const value = from[field];
  return value === undefined ? null : objectAt(value, field);
}

/** A text, or null when absent or empty. @throws {AnswerNotUnderstood} when not a text */
export function optionalText(from: FhirObject, field: string): string | null {
  const value = from[field];
  if (value === undefined) return null;
  if (typeof value !== 'string') throw new AnswerNotUnderstood(field);
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** A list of objects, empty when absent. @throws {AnswerNotUnderstood} when not a list of objects */
export function objectList(from: FhirObject, field: string): readonly FhirObject[] {
  return list(from, field).map((item) => objectAt(item, field));
}

/** A list of texts without empty ones. @throws {AnswerNotUnderstood} when not a list of texts */
export function textList(from: FhirObject, field: string): readonly string[] {
  return list(from, field)
    .map((item) => {
      if (typeof item !== 'string') throw new AnswerNotUnderstood(field);
      return item.trim();
    })
    .filter((item) => item !== '');
}

function list(from: FhirObject, field: string): readonly unknown[] {
  const value = from[field];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new AnswerNotUnderstood(field);
  return value;
}

function isObject(value: unknown): value is FhirObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
