import { DateInput, Select, TextInput } from 'nhsuk-react-components';
import type { ChangeEvent, FormEvent, ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { longestField } from './kept-work.ts';
import {
  checkSearch,
  type SearchCriteria,
  type SearchDraft,
  searchFields,
  wrongDateParts,
} from './search-criteria.ts';
import { type DatePart, finishedDate, type TypedDate, withDatePart } from './typed-date.ts';

/** Search by name and date of birth, with more details to narrow it down. */
export function DetailsForm({
  draft,
  errors,
  asking,
  onChange,
  onErrors,
  onSearch,
}: {
  readonly draft: SearchDraft;
  readonly errors: readonly FieldError[];
  /** What is being asked for by this form. */
  readonly asking: ReactNode;
  readonly onChange: (draft: SearchDraft) => void;
  readonly onErrors: (errors: readonly FieldError[]) => void;
  readonly onSearch: (criteria: SearchCriteria) => void;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const check = checkSearch(draft, new Date());
    if (check.kind === 'errors') {
      onErrors(check.errors);
      return;
    }
    onErrors([]);
    onSearch(check.criteria);
  };
  const errorOf = (...fieldIds: readonly string[]) => {
    const error = errors.find((one) => fieldIds.includes(one.fieldId));
    return error === undefined ? {} : { error: error.message };
  };
  const dateError = errorOf(searchFields.day, searchFields.month, searchFields.year);
  const wrongParts = 'error' in dateError ? wrongDateParts(draft, new Date()) : [];
  const datePart = (part: DatePart) => {
    const isWrong = wrongParts.includes(part);
    return {
      id: searchFields[part],
      value: draft[part],
      autoComplete: 'off',
      spellCheck: false,
      maxLength: longestField.details,
      // The month may be a word, and a whole date may be pasted.
      inputMode: part === 'month' ? 'text' : 'numeric',
      className: part === 'month' ? 'cd-month' : '',
      error: isWrong ? 'wrong' : false,
      'aria-invalid': isWrong,
      onChange: (event: ChangeEvent<HTMLInputElement>) => {
        // The group's own handler knows the value only as it was when the group was first shown.
        event.stopPropagation();
        onChange({ ...draft, ...withDatePart(datePartsOf(draft), part, event.target.value) });
      },
      onBlur: () => {
        const finished = finishedDate(datePartsOf(draft));
        if (finished[part] !== draft[part]) onChange({ ...draft, ...finished });
      },
    } as const;
  };

  return (
    <form className="cd-card" onSubmit={submit} noValidate>
      <h2 className="cd-subheading">By details</h2>
      <TextInput
        id={searchFields.family}
        label="Family name"
        className="cd-family"
        autoComplete="off"
        spellCheck={false}
        maxLength={longestField.details}
        value={draft.family}
        onChange={(event) => onChange({ ...draft, family: event.target.value })}
        {...errorOf(searchFields.family)}
      />
      <DateInput
        id={searchFields.born}
        legend="Date of birth"
        hint="For example, 15 3 1984 or 15 Mar 1984"
        {...dateError}
      >
        <DateInput.Day {...datePart('day')} />
        <DateInput.Month {...datePart('month')} />
        <DateInput.Year {...datePart('year')} />
      </DateInput>
      <fieldset className="nhsuk-fieldset cd-optional">
        <legend className="nhsuk-fieldset__legend cd-optional__legend">
          More details (optional)
        </legend>
        <div className="cd-optional__row">
          <TextInput
            id={searchFields.given}
            label="First name"
            autoComplete="off"
            spellCheck={false}
            maxLength={longestField.details}
            value={draft.given}
            onChange={(event) => onChange({ ...draft, given: event.target.value })}
            {...errorOf(searchFields.given)}
          />
          <Select
            id={searchFields.gender}
            label="Gender"
            value={draft.gender}
            onChange={(event) => onChange({ ...draft, gender: readGender(event.target.value) })}
          >
            <option value="">Any</option>
            <option value="female">Female</option>
            <option value="male">Male</option>
            <option value="other">Other</option>
            <option value="unknown">Not known</option>
          </Select>
        </div>
        <TextInput
          id={searchFields.postcode}
          label="Postcode"
          hint="Leave this blank to include patients with a restricted address."
          width="10"
          autoComplete="off"
          spellCheck={false}
          maxLength={longestField.details}
          value={draft.postcode}
          onChange={(event) => onChange({ ...draft, postcode: event.target.value })}
          {...errorOf(searchFields.postcode)}
        />
      </fieldset>
      <div className="cd-actions">
        <Button type="submit" id="search">
          Search
        </Button>
      </div>
      {asking}
    </form>
  );
}

function datePartsOf({ day, month, year }: SearchDraft): TypedDate {
  return { day, month, year };
}

function readGender(value: string): SearchDraft['gender'] {
  switch (value) {
    case 'female':
    case 'male':
    case 'other':
    case 'unknown':
      return value;
    default:
      return '';
  }
}
