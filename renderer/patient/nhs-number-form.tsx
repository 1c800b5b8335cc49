import { TextInput } from 'nhsuk-react-components';
import type { FormEvent, ReactNode } from 'react';
import { checkNhsNumber, formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { Button } from '../ui/button.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { longestField } from './kept-work.ts';
import { nhsNumberError, nhsNumberField, nhsNumberHint } from './nhs-number-hint.ts';

/** One box for the NHS number, checked while it is typed, shown as 123 456 7890 when left. */
export function NhsNumberForm({
  value,
  errors,
  refused,
  asking,
  onChange,
  onErrors,
  onFind,
}: {
  readonly value: string;
  readonly errors: readonly FieldError[];
  /** The national record does not take this number, right as it looks. */
  readonly refused: boolean;
  /** What is being asked for by this form. */
  readonly asking: ReactNode;
  readonly onChange: (value: string) => void;
  readonly onErrors: (errors: readonly FieldError[]) => void;
  readonly onFind: (nhsNumber: string) => void;
}) {
  const check = checkNhsNumber(value);
  const error = errors.find((one) => one.fieldId === nhsNumberField);
  const hint = nhsNumberHint(check);
  // One voice at a time: beside an error or a refusal only the count goes on.
  const isQuiet = hint.tone === 'quiet' || error !== undefined || refused;
  const tone = isQuiet ? 'quiet' : hint.tone;
  const words = isQuiet && hint.tone !== 'quiet' ? '' : hint.words;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (check.kind === 'valid') {
      onErrors([]);
      onChange(formatNhsNumber(check.nhsNumber));
      onFind(check.nhsNumber);
      return;
    }
    onErrors([{ fieldId: nhsNumberField, message: nhsNumberError(check) ?? '' }]);
  };

  return (
    <form className="cd-card" onSubmit={submit} noValidate>
      <h2 className="cd-subheading">By NHS number</h2>
      <TextInput
        id={nhsNumberField}
        name={nhsNumberField}
        label="NHS number"
        hint="10 digits, for example 999 123 4567"
        className="cd-nhs-number"
        inputMode="numeric"
        maxLength={longestField.nhsNumber}
        autoComplete="off"
        spellCheck={false}
        aria-describedby="nhs-number-so-far"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={() => {
          if (check.kind === 'valid') onChange(formatNhsNumber(check.nhsNumber));
        }}
        {...(error === undefined ? {} : { error: error.message })}
      />
      <p className={`cd-live-hint cd-live-hint--${tone}`} id="nhs-number-so-far">
        {words}
      </p>
      {/* Only what is settled is announced: a count at every key would talk over the typing. */}
      <p className="nhsuk-u-visually-hidden" role="status">
        {isQuiet ? '' : words}
      </p>
      <div className="cd-actions">
        <Button type="submit" id="find-patient">
          Find patient
        </Button>
      </div>
      {asking}
    </form>
  );
}
