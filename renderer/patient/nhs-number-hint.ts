import { checkNhsNumber, type NhsNumberCheck } from '../../electron/contract/nhs-number.ts';
import type { FieldError } from '../ui/field-error.ts';

/** Id of the field, to link errors to. */
export const nhsNumberField = 'nhs-number';

/** What is said about an NHS number while it is typed. */
export interface NhsNumberHint {
  readonly tone: 'quiet' | 'good' | 'check';
  readonly words: string;
}

/** A calm word on what is typed so far: nothing is called wrong before it can be. */
export function nhsNumberHint(check: NhsNumberCheck): NhsNumberHint {
  switch (check.kind) {
    case 'valid':
      return { tone: 'good', words: '10 digits in the right format' };
    case 'incomplete':
      return {
        tone: 'quiet',
        words: check.digits === 0 ? '' : `${check.digits} of 10 digits`,
      };
    case 'not-digits':
      return { tone: 'check', words: 'An NHS number has digits only' };
    case 'too-long':
      return { tone: 'check', words: 'More than 10 digits' };
    case 'wrong-check-digit':
      return { tone: 'check', words: 'Not a valid NHS number: check each digit' };
  }
}

/** What to correct when “Find patient” is selected, or null when the number can be sent. */
export function nhsNumberError(check: NhsNumberCheck): string | null {
  switch (check.kind) {
    case 'valid':
      return null;
    case 'incomplete':
      return check.digits === 0
        ? 'Enter an NHS number'
        : 'NHS number must have 10 digits; some are missing';
    case 'not-digits':
      return 'NHS number must only include digits';
    case 'too-long':
      return 'NHS number must have 10 digits; there are too many';
    case 'wrong-check-digit':
      return 'Check the NHS number: it is not valid';
  }
}

/** Those of the errors that are still true of what is in the box: one that was corrected goes. */
export function openNhsNumberErrors(
  errors: readonly FieldError[],
  value: string,
): readonly FieldError[] {
  const current = nhsNumberError(checkNhsNumber(value));
  return errors.filter(({ fieldId, message }) => fieldId === nhsNumberField && message === current);
}
