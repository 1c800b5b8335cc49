import { useState } from 'react';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { ErrorSummary } from '../ui/error-summary.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { Screen } from '../ui/screen.tsx';
import { DetailsForm } from './details-form.tsx';
import { NarrowingAdvice } from './narrowing-advice.tsx';
import { NhsNumberForm } from './nhs-number-form.tsx';
import { openNhsNumberErrors } from './nhs-number-hint.ts';
import type { PdsFailure } from './pds-client.ts';
import { ReadFailure } from './read-failure.tsx';
import { openErrors, type SearchCriteria, type SearchDraft } from './search-criteria.ts';

interface Asking {
  readonly onTryAgain: () => void;
  readonly working: boolean;
  readonly failure: PdsFailure | null;
}

/** Answers by which a number that looks right is not one to go on with. */
const numberRefusals: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'NHS_NUMBER_INVALID',
  'PATIENT_INVALIDATED',
]);

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
  const [found, setFound] = useState<readonly FieldError[]>([]);
  const errors = [
    ...openNhsNumberErrors(found, byNumber.value),
    ...openErrors(found, byDetails.draft, new Date()),
  ];
  return (
    <Screen title="Find a patient" layout="wide" hasError={errors.length > 0}>
      <ErrorSummary found={found} errors={errors} />
      {byNumber.failure !== null && errors.length === 0 && (
        <ReadFailure failure={byNumber.failure} onTryAgain={byNumber.onTryAgain} />
      )}
      {byDetails.failure !== null && errors.length === 0 && (
        <ReadFailure
          failure={byDetails.failure}
          onTryAgain={byDetails.onTryAgain}
          advice={<NarrowingAdvice failure={byDetails.failure} draft={byDetails.draft} />}
        />
      )}
      <div className="cd-find">
        <NhsNumberForm
          value={byNumber.value}
          errors={errors}
          refused={byNumber.failure !== null && numberRefusals.has(byNumber.failure.code)}
          working={byNumber.working}
          onChange={byNumber.onChange}
          onErrors={setFound}
          onFind={byNumber.onFind}
        />
        <DetailsForm
          draft={byDetails.draft}
          errors={errors}
          working={byDetails.working}
          onChange={byDetails.onChange}
          onErrors={setFound}
          onSearch={byDetails.onSearch}
        />
      </div>
    </Screen>
  );
}
