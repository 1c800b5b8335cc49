import { plainText, withPlainHyphens } from '../../electron/contract/typed-text.ts';

/** PDS takes at most so many characters of one name, and so many given names. */
const longestName = 35;
const mostGivenNames = 5;

const apostrophes =
  /[\u0060\u00b4\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u2018\u2019\u201b\u2032\u2035\ua78b\ua78c]/gu;
const asterisks = /[\u2217\u204e]/gu;
/** What PDS holds in a name (PDS FHIR API, HumanName), and the wildcard. */
const notInNames = /[^A-Za-z0-9 '.*\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f-]/gu;

/**
 * A name as PDS holds it: typographic apostrophes and dashes as the ASCII ones, letters composed,
 * no invisible characters, single spaces. What PDS cannot take is left in, for `nameProblem`.
 */
export function plainName(typed: string): string {
  return withPlainHyphens(plainText(typed.replace(apostrophes, "'")))
    .replace(apostrophes, "'")
    .replace(asterisks, '*')
    .replace(/\*+/g, '*')
    .trim();
}

/** The given names in a plain name, in order: PDS takes each as a parameter of its own. */
export function givenNames(plain: string): readonly string[] {
  return plain.split(' ').filter((name) => name !== '');
}

/**
 * What is wrong with one plain name, or null.
 * @param label what the field is called, for example “Family name”
 */
export function nameProblem(label: string, plain: string): string | null {
  const foreign = [...new Set(plain.match(notInNames) ?? [])];
  if (foreign.length > 0) return `${label} must not include ${foreignWords(foreign)}`;
  if (!/[^*' .-]/.test(plain)) return `${label} must include letters`;
  if (plain.slice(0, 2).includes('*')) return `${label} must start with 2 letters before a *`;
  if (plain.length > longestName) return `${label} must be ${longestName} characters or fewer`;
  return null;
}

/** What is wrong with the given names, or null: a wildcard works in the first one only. */
export function givenNamesProblem(label: string, plain: string): string | null {
  const names = givenNames(plain);
  for (const name of names) {
    const problem = nameProblem(label, name);
    if (problem !== null) return problem;
  }
  if (names.slice(1).some((name) => name.includes('*'))) {
    return `${label} can have a * in the first name only`;
  }
  if (names.length > mostGivenNames) return `${label} must be ${mostGivenNames} names or fewer`;
  return null;
}

function foreignWords(characters: readonly string[]): string {
  const shown = characters
    .slice(0, 3)
    .map((character) =>
      /^[\p{C}\p{M}\ufffd]$/u.test(character) ? 'an unreadable character' : `“${character}”`,
    );
  return [...new Set(shown)].join(' or ');
}
