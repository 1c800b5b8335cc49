/** White space of every kind. Not U+FEFF, which JavaScript counts in but nobody sees. */
const spaces = /(?:(?!\ufeff)[\s\u0085])+/gu;
/**
 * Characters nobody sees: soft hyphens, zero-width and direction marks, variation selectors,
 * controls, the place of an object that did not come along (Unicode, Default_Ignorable_Code_Point,
 * Cf and Cc).
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\ufffc]/gu;
/** Beyond Latin, where PDS holds nothing: full-width forms, ligatures, letters as symbols. */
const beyondLatin = /(?!\p{M})[\u0180-\u{10ffff}]/gu;

/**
 * What a person meant by text they typed or pasted: without invisible characters, with single
 * plain spaces and none at the ends, letters composed (NFC) and compatibility forms replaced
 * (NFKC: full-width digits, ligatures). Latin letters with marks stay as they are.
 */
export function plainText(typed: string): string {
  return typed
    .replace(spaces, ' ')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(beyondLatin, (character) => character.normalize('NFKC'))
    .normalize('NFC')
    .replace(spaces, ' ')
    .trim();
}

const hyphens = /[\p{Pd}\u2212\u2043\u02d7]/gu;

/** The text with every dash, minus sign and hyphen as the hyphen of the keyboard. */
export function withPlainHyphens(text: string): string {
  return text.replace(hyphens, '-');
}
