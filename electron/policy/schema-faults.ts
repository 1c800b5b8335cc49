import { z } from 'zod';
import type { FileFault } from '../contract/file-report.ts';
import { type JsonDocument, type JsonPath, keyOf } from './json-document.ts';
import { nearestName } from './nearest-name.ts';

/** What a document should be. */
export interface DocumentKind {
  readonly schema: z.ZodType;
  /** `the policy` say. */
  readonly name: string;
  /** Whether everybody who uses the PC can read it. */
  readonly isPublic: boolean;
}

/**
 * All that is wrong with a document, in the order it stands there. Says of which kind a value is,
 * never the value.
 *
 * @param of what the document should be: its schema, and its name for sentences
 */
export function schemaFaults(
  document: JsonDocument,
  issues: readonly z.core.$ZodIssue[],
  of: DocumentKind,
): readonly FileFault[] {
  const faults = [
    ...document.faults,
    ...issues.flatMap((issue) => faultsOf(issue, document, of)),
  ].toSorted((a, b) => rank(a) - rank(b));
  // An address can be no address and not https at the same time: one of them is enough.
  return faults.filter(
    ({ key, at }, index) =>
      key === null || at === null || faults.findIndex((other) => isSame(other, key, at)) === index,
  );
}

function isSame(fault: FileFault, key: string, at: NonNullable<FileFault['at']>): boolean {
  return fault.key === key && fault.at?.line === at.line && fault.at.column === at.column;
}

/** What stands nowhere comes last. */
function rank({ at }: FileFault): number {
  return at === null ? Number.MAX_SAFE_INTEGER : at.line * 1_000_000 + at.column;
}

function faultsOf(
  issue: z.core.$ZodIssue,
  document: JsonDocument,
  of: DocumentKind,
): readonly FileFault[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      key: keyOf([...path, name]),
      at: document.placeOf([...path, name]),
      reason: unknownKey(name, path, of),
    }));
  }
  const reason = reasonOf(issue, valueAt(document.value, path));
  return [{ key: keyOf(path), at: document.placeOf(path), reason }];
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  const is = `and is ${kindOf(value)}`;
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `is missing: ${expected(issue)}`
        : `${expected(issue)}, ${is}${quotes(issue.expected, value)}`;
    case 'invalid_value':
      return value === undefined
        ? `is missing: must be one of ${listed(issue.values)}`
        : `must be one of ${listed(issue.values)}${choice(value, issue.values, is)}`;
    case 'too_small':
      return typeof value === 'string'
        ? 'must not be empty'
        : `must be at least ${issue.minimum}, and is less`;
    case 'too_big':
      if (typeof value === 'string') {
        return `must have at most ${issue.maximum} characters, and has ${value.length}`;
      }
      return Array.isArray(value)
        ? `must have at most ${issue.maximum} entries, and has ${value.length}`
        : `must be at most ${issue.maximum}, and is more`;
    // Written for this in the schema.
    default:
      return issue.message;
  }
}

function expected(issue: z.core.$ZodIssueInvalidType): string {
  switch (issue.expected) {
    case 'string':
      return 'must be text in double quotes';
    case 'number':
      return 'must be a number';
    case 'boolean':
      return 'must be true or false';
    case 'array':
      return 'must be a list, [ … ]';
    default:
      return 'must be an object, { … }';
  }
}

/** What puts right a value that only has quotes too many, a number as text say. */
function quotes(wanted: string, value: unknown): string {
  if (value === null) return '. To use the default, leave the key out';
  if (typeof value !== 'string') return '';
  const isNumber = wanted === 'number' && /^\d+$/.test(value.trim());
  const isSwitch = wanted === 'boolean' && /^(true|false)$/i.test(value.trim());
  return isNumber || isSwitch ? '. Remove the quotes' : '';
}

function choice(value: unknown, choices: readonly unknown[], is: string): string {
  if (typeof value !== 'string') return `, ${is}`;
  const names = choices.filter((name) => typeof name === 'string');
  const nearest = nearestName(value, names);
  return nearest === null ? '' : `. Did you mean "${nearest}"?`;
}

function listed(choices: readonly unknown[]): string {
  return choices.map((name) => JSON.stringify(name)).join(', ');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}

function unknownKey(
  name: string,
  path: JsonPath,
  { schema, name: kind, isPublic }: DocumentKind,
): string {
  const nearest = nearestName(name, knownKeys(schema, path));
  if (nearest !== null) return `is not a key of ${kind}. Did you mean ${nearest}?`;
  return isPublic && /secret|password|token|private|pem|clientkey/i.test(name)
    ? `is not a key of ${kind}. A secret never belongs here, where everybody can read it: withdraw it, and use --provision`
    : `is not a key of ${kind}: remove it`;
}

function knownKeys(schema: z.ZodType, path: JsonPath): readonly string[] {
  let at: unknown = schema;
  for (const part of path) {
    at = at instanceof z.ZodObject ? unwrapped(at.shape[part]) : null;
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? unwrapped(schema.unwrap())
    : schema;
}

function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (found, part) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, part)
        ? Reflect.get(found, part)
        : undefined,
    value,
  );
}
