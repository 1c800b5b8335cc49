import { TextInput } from 'nhsuk-react-components';
import type { FormEvent, ReactNode } from 'react';
import { checkNhsNumber, formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { Button } from '../ui/button.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { nhsNumberError, nhsNumberHint } from './nhs-number-hint.ts';

const fieldId = 'nhs-number';

/** One box for the NHS number, checked while it is typed, shown as 123 456 7890 when left. */
export function NhsNumberForm({
  value,
  errors,
  asking,
  onChange,
  onErrors,
  onFind,
}: {
  readonly value: string;
  readonly errors: readonly FieldError[];
  /** What is being asked for by this form. */
  readonly asking: ReactNode;
  readonly onChange: (value: string) => void;
  readonly onErrors: (errors: readonly FieldError[]) => void;
  readonly onFind: (nhsNumber: string) => void;
}) {
  const check = checkNhsNumber(value);
  const hint = nhsNumberHint(check);
  const error = errors.find((one) => one.fieldId === fieldId);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (check.kind === 'valid') {
      onErrors([]);
      onChange(formatNhsNumber(check.nhsNumber));
      onFind(check.nhsNumber);
      return;
    }
    onErrors([{ fieldId, message: nhsNumberError(check) ?? '' }]);
  };

  return (
    <form className="cd-card" onSubmit={submit} noValidate>
      <h2 className="cd-subheading">By NHS number</h2>
      <TextInput
        id={fieldId}
        name={fieldId}
        label="NHS number"
        hint="10 digits, for example 485 777 3457"
        className="cd-nhs-number"
        inputMode="numeric"
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
      <p className={`cd-live-hint cd-live-hint--${hint.tone}`} id="nhs-number-so-far">
        {hint.words}
      </p>
      {/* Only what is settled is announced: a count at every key would talk over the typing. */}
      <p className="nhsuk-u-visually-hidden" role="status">
        {hint.tone === 'quiet' ? '' : hint.words}
      </p>
      <div className="cd-actions">
        <Button type="submit">Find patient</Button>
      </div>
      {asking}
    </form>
  );
}
