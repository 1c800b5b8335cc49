import { plainText } from './typed-text.ts';

/** What an NHS number is called where it is copied from, also `https://fhir.nhs.uk/Id/nhs-number|`. */
const labelWords =
  /^(?:[\p{P}\p{S}\p{Z}]|https?|fhir|uk|id|identifier|is|national|health|service|nhs|numbers?|num|nr|no|patient(?:['’]?s)?|value)*(?=[\p{P}\p{S}\p{Z}\d]|$)/iu;
const labelAfter =
  /(?:[\p{P}\p{S}\p{Z}](?:nhs|number|num|no|traced|verified|number present and verified))+[\p{P}\p{S}\p{Z}]*$/iu;
/** Characters; who pastes more has pasted something else. */
const longestText = 1_000;
/** Everything that may stand between, before and after the digits without being part of them. */
const separators = /[\p{P}\p{S}\p{Z}]+/gu;

export type NhsNumberCheck =
  | { readonly kind: 'valid'; readonly nhsNumber: string }
  | { readonly kind: 'incomplete'; readonly digits: number }
  | { readonly kind: 'not-digits' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'wrong-check-digit' };

/**
 * Checks an NHS number as a person types or pastes it. What is not part of it is dropped: spaces,
 * dashes, dots and slashes of every kind, invisible characters, a label such as “NHS No:”.
 * Full-width digits are read (NFKC); digits of other scripts are not.
 *
 * Check digit: Modulus 11, weights 10 to 2 (NHS Data Dictionary, “NHS Number”): 11 minus the
 * remainder, where 11 stands for 0 and 10 makes the number invalid.
 */
export function checkNhsNumber(typed: string): NhsNumberCheck {
  const plain = plainText(typed);
  if (plain.length > longestText) return { kind: 'not-digits' };
  const digits = plain.replace(labelWords, '').replace(labelAfter, '').replace(separators, '');
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
