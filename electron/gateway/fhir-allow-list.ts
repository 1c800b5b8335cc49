/**
 * Copies of a value that hold what is allowed and nothing else: a field nobody named is left out.
 * A named field of the wrong shape is replaced by a value that says nothing and is of the wrong
 * shape too, so that the page can tell “could not be read” from “absent”.
 */
export type Allowed = (value: unknown) => unknown;

/** In place of what should have been an object, a list or a code. */
const unreadable = '?';

/** A text, whatever it says. */
export const text: Allowed = (value) =>
  typeof value === 'string' || value === null ? value : { unreadable };

/** A text of a form that has no room for anything else. */
function ofForm(form: RegExp): Allowed {
  return (value) => (typeof value === 'string' && form.test(value) ? value : unreadable);
}

/** A FHIR code. */
export const code = ofForm(/^[A-Za-z_-]{1,40}$/);
export const digits = ofForm(/^[0-9]{1,20}$/);
/** A FHIR date, dateTime or instant. */
export const date = ofForm(/^[0-9]{4}[0-9TZ:.+-]{0,40}$/);
/** An address of a code system, without a query. */
export const systemAddress = ofForm(/^https?:\/\/[a-zA-Z0-9./_-]{1,120}$/);

export const truth: Allowed = (value) => (typeof value === 'boolean' ? value : unreadable);

export const quantity: Allowed = (value) => (typeof value === 'number' ? value : unreadable);

/** A list, of which each item is held to the same. */
export function listOf(item: Allowed): Allowed {
  return (value) => (Array.isArray(value) ? value.map(item) : unreadable);
}

/** An object with these fields, as far as it has them. */
export function objectOf(fields: Readonly<Record<string, Allowed>>): Allowed {
  return (value) => {
    if (!isObject(value)) return unreadable;
    const entries = Object.entries(fields).flatMap(([name, allowed]) =>
      Object.hasOwn(value, name) ? [[name, allowed(value[name])] as const] : [],
    );
    return Object.fromEntries(entries);
  };
}

/** An extension that may pass, under one address whatever its own was. */
export interface AllowedExtension {
  readonly url: string;
  readonly is: (url: unknown) => boolean;
  readonly allowed: Allowed;
}

/** The extensions among a list that are one of these; the others are left out. */
export function extensions(...kinds: readonly AllowedExtension[]): Allowed {
  return (value) => {
    if (!Array.isArray(value)) return unreadable;
    return value.flatMap((extension: unknown) => {
      const url = isObject(extension) ? extension['url'] : undefined;
      const kind = kinds.find(({ is }) => is(url));
      return kind === undefined || !isObject(extension)
        ? []
        : [{ url: kind.url, ...Object(kind.allowed(extension)) }];
    });
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
