/** On the record as it should be. */
export const current = { kind: 'current' } as const;
/** ODS code of Riverside Medical Practice. */
export const practice = 'A83008';

/** The usual name, with its title. */
export function usual(
  prefix: string,
  given: readonly string[],
  family: string,
  start = '2005-01-01',
) {
  return [{ use: 'usual', prefix, given, family, start }] as const;
}

/** A home address since 2015. */
export function home(line: string, town: string, postcode: string) {
  return { use: 'home', lines: [line, town], postcode, start: '2015-06-01' } as const;
}

/** A mobile phone number. */
export function mobile(value: string) {
  return { system: 'phone', use: 'mobile', value, start: '2020-01-15' } as const;
}

/** An email address. */
export function email(value: string) {
  return { system: 'email', use: 'home', value, start: '2020-01-15' } as const;
}
