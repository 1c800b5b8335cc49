const separators = /[\s\u00a0\u2007\u202f\u2010-\u2015.\-_/]+/g;

export type NhsNumberCheck =
  | { readonly kind: 'valid'; readonly nhsNumber: string }
  | { readonly kind: 'incomplete'; readonly digits: number }
  | { readonly kind: 'not-digits' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'wrong-check-digit' };

/**
 * Checks an NHS number as a person types or pastes it; spaces, dashes, dots and slashes between
 * digits are accepted and dropped.
 *
 * Check digit: Modulus 11, weights 10 to 2 (NHS Data Dictionary, “NHS Number”): 11 minus the
 * remainder, where 11 stands for 0 and 10 makes the number invalid.
 */
export function checkNhsNumber(typed: string): NhsNumberCheck {
  const digits = typed.replace(separators, '');
  if (!/^[0-9]*$/.test(digits)) return { kind: 'not-digits' };
  if (digits.length > 10) return { kind: 'too-long' };
  if (digits.length < 10) return { kind: 'incomplete', digits: digits.length };
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits.charAt(i)) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits.charAt(9))
    ? { kind: 'valid', nhsNumber: digits }
    : { kind: 'wrong-check-digit' };
}

/** An NHS number as it is shown: 123 456 7890 (NHS CUI, “NHS Number input and display”). */
export function formatNhsNumber(nhsNumber: string): string {
  return `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`;
}
