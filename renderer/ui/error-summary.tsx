import { type MouseEvent, useEffect, useRef } from 'react';
import type { FieldError } from './field-error.ts';

/**
 * What to correct, with links to the fields (NHS digital service manual, “Error summary”). Takes
 * focus whenever something is found, never while the person corrects it.
 *
 * @param found the errors as they were found; the same list until the next are
 * @param errors those of them that are not corrected yet
 */
export function ErrorSummary({
  found,
  errors = found,
}: {
  readonly found: readonly FieldError[];
  readonly errors?: readonly FieldError[];
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (found.length > 0) box.current?.focus();
  }, [found]);
  if (errors.length === 0) return null;
  return (
    <div
      className="nhsuk-error-summary"
      aria-labelledby="error-summary-title"
      role="alert"
      tabIndex={-1}
      ref={box}
    >
      <h2 className="nhsuk-error-summary__title" id="error-summary-title">
        There is a problem
      </h2>
      <div className="nhsuk-error-summary__body">
        <ul className="nhsuk-list nhsuk-error-summary__list">
          {errors.map((error) => (
            <li key={error.fieldId}>
              <a href={`#${error.fieldId}`} onClick={focusField}>
                {error.message}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Focuses the field itself, so that typing can start, and keeps the address unchanged. */
function focusField(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
}
