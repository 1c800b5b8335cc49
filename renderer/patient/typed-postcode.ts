import { plainText } from '../../electron/contract/typed-text.ts';

/** What is in the postcode field: nothing, a postcode as PDS takes it, or what is wrong. */
export type PostcodeCheck =
  | { readonly kind: 'none' }
  | { readonly kind: 'postcode'; readonly postcode: string }
  | { readonly kind: 'wrong'; readonly message: string };

/** UK postcodes, pseudo postcodes (ZZ99 3VZ: no fixed abode) and those of overseas territories. */
const whole = /^(?:[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|GIR0AA|[A-Z]{4}1ZZ)$/;
/** Most characters of a whole postcode, without the space. */
const longest = 7;

/**
 * Reads a postcode, whole or its start and a *, however it is spaced or cased. PDS takes no
 * wildcard in the first two characters.
 */
export function checkPostcode(typed: string): PostcodeCheck {
  const text = plainText(typed)
    .toUpperCase()
    .replace(/^POST ?CODE(?![A-Z])/, '')
    .replace(/[\s:.,;-]+/g, '')
    .replace(/[\u2217\u204e]/g, '*')
    .replace(/\*+/g, '*');
  if (text === '') return { kind: 'none' };
  if (text.slice(0, 2).includes('*')) {
    return { kind: 'wrong', message: 'Postcode must start with 2 characters before a *' };
  }
  if (text.includes('*')) {
    return /^[A-Z0-9*]+$/.test(text) && text.length <= longest + 1
      ? { kind: 'postcode', postcode: text }
      : { kind: 'wrong', message: 'Enter the start of a postcode and a *, like LS1*' };
  }
  return whole.test(text)
    ? { kind: 'postcode', postcode: `${text.slice(0, -3)} ${text.slice(-3)}` }
    : {
        kind: 'wrong',
        message: 'Enter a full UK postcode, like LS1 6AE, or its start and a *, like LS1*',
      };
}
