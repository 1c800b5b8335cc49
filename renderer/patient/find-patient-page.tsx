import { useState } from 'react';
import { ErrorSummary } from '../ui/error-summary.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { Screen } from '../ui/screen.tsx';
import { DetailsForm } from './details-form.tsx';
import { NhsNumberForm } from './nhs-number-form.tsx';
import type { PdsFailure } from './pds-client.ts';
import { ReadFailure } from './read-failure.tsx';
import type { SearchCriteria, SearchDraft } from './search-criteria.ts';

interface Asking {
  readonly onTryAgain: () => void;
  readonly working: boolean;
  readonly failure: PdsFailure | null;
}

/** The two ways to a patient. What was typed is kept whatever the answer. */
export function FindPatientPage({
  byNumber,
  byDetails,
}: {
  readonly byNumber: Asking & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly onFind: (nhsNumber: string) => void;
  };
  readonly byDetails: Asking & {
    readonly draft: SearchDraft;
    readonly onChange: (draft: SearchDraft) => void;
    readonly onSearch: (criteria: SearchCriteria) => void;
  };
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  return (
    <Screen title="Find a patient" layout="wide" hasError={errors.length > 0}>
      <ErrorSummary errors={errors} />
      {byNumber.failure !== null && errors.length === 0 && (
        <ReadFailure failure={byNumber.failure} onTryAgain={byNumber.onTryAgain} />
      )}
      {byDetails.failure !== null && errors.length === 0 && (
        <ReadFailure failure={byDetails.failure} onTryAgain={byDetails.onTryAgain} />
      )}
      <div className="cd-find">
        <NhsNumberForm
          value={byNumber.value}
          errors={errors}
          working={byNumber.working}
          onChange={byNumber.onChange}
          onErrors={setErrors}
          onFind={byNumber.onFind}
        />
        <DetailsForm
          draft={byDetails.draft}
          errors={errors}
          working={byDetails.working}
          onChange={byDetails.onChange}
          onErrors={setErrors}
          onSearch={byDetails.onSearch}
        />
      </div>
    </Screen>
  );
}
