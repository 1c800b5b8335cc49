import type { RefObject } from 'react';

/**
 * One field of the dialog, in the NHS look. Plain markup: this dialog can come before any screen
 * whose components are worth loading. Nothing typed here is kept, suggested or spell-checked.
 */
export function ProxyField({
  id,
  label,
  type,
  field,
  error,
}: {
  readonly id: string;
  readonly label: string;
  readonly type: 'text' | 'password';
  readonly field: RefObject<HTMLInputElement | null>;
  readonly error: string | null;
}) {
  const errorId = `${id}-error`;
  const hasError = error !== null;
  return (
    <div className={`nhsuk-form-group${hasError ? ' nhsuk-form-group--error' : ''}`}>
      <label className="nhsuk-label cd-label-bold" htmlFor={id}>
        {label}
      </label>
      {hasError && (
        <span className="nhsuk-error-message" id={errorId} role="alert">
          {error}
        </span>
      )}
      <input
        ref={field}
        id={id}
        className={`nhsuk-input${hasError ? ' nhsuk-input--error' : ''}`}
        type={type}
        maxLength={256}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={hasError}
        {...(hasError ? { 'aria-describedby': errorId } : {})}
      />
    </div>
  );
}
