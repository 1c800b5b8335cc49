import { readFhirDate } from './calendar-date.ts';

/** Thrown when an answer has not the shape it must have. Never says what was there. */
export class AnswerNotUnderstood extends Error {
  constructor(where: string) {
    super(`unexpected shape at ${where}`);
    this.name = 'AnswerNotUnderstood';
  }
}

export type FhirObject = { readonly [field: string]: unknown };

/** Told when a field is there and cannot be read. */
export type OnUnread = () => void;

/** In place of a date that could not be read: no date of the calendar. */
export const unreadableDate = '?';

/** An object of an answer. @throws {AnswerNotUnderstood} */
export function objectAt(value: unknown, where: string): FhirObject {
  if (!isObject(value)) throw new AnswerNotUnderstood(where);
  return value;
}

/** An object, or null when absent or unreadable. */
export function readObject(from: FhirObject, field: string, onUnread: OnUnread): FhirObject | null {
  const value = from[field];
  if (isAbsent(value)) return null;
  if (isObject(value)) return value;
  onUnread();
  return null;
}

/** A text without spaces around it, or null when absent, empty or unreadable. */
export function readText(from: FhirObject, field: string, onUnread: OnUnread): string | null {
  const value = from[field];
  if (isAbsent(value)) return null;
  if (typeof value === 'string') return value.trim() || null;
  onUnread();
  return null;
}

/** A FHIR date or dateTime, null when absent. One that cannot be read gives a text that is none. */
export function readDate(from: FhirObject, field: string, onUnread: OnUnread): string | null {
  const value = from[field];
  if (isAbsent(value)) return null;
  if (typeof value === 'string' && readFhirDate(value.trim()) !== null) return value.trim();
  onUnread();
  return unreadableDate;
}

/** The objects of a list, empty when absent; what is no object is told and left out. */
export function readObjects(
  from: FhirObject,
  field: string,
  onUnread: OnUnread,
): readonly FhirObject[] {
  return items(from, field, onUnread).filter((item): item is FhirObject => {
    if (isObject(item)) return true;
    onUnread();
    return false;
  });
}

/**
 * The texts of a list, empty when absent. An empty place is `null` in FHIR's JSON (R4, “JSON
 * representation of primitive elements”) and stands for nothing; what else is no text is told.
 */
export function readTexts(from: FhirObject, field: string, onUnread: OnUnread): readonly string[] {
  return items(from, field, onUnread).flatMap((item) => {
    if (item === null) return [];
    if (typeof item === 'string') return item.trim() === '' ? [] : [item.trim()];
    onUnread();
    return [];
  });
}

function items(from: FhirObject, field: string, onUnread: OnUnread): readonly unknown[] {
  const value = from[field];
  if (isAbsent(value)) return [];
  if (Array.isArray(value)) return value;
  onUnread();
  return [];
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is FhirObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
