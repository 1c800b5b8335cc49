import { type ReactNode, useState } from 'react';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { ErrorSummary } from '../ui/error-summary.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { Screen } from '../ui/screen.tsx';
import { AskingLine } from './asking-line.tsx';
import { DetailsForm } from './details-form.tsx';
import { NhsNumberForm } from './nhs-number-form.tsx';
import { openNhsNumberErrors } from './nhs-number-hint.ts';
import type { Progress, Wish } from './patient-in-view.ts';
import { openErrors, type SearchDraft } from './search-criteria.ts';

/** Answers by which a number that looks right is not one to go on with. */
const numberRefusals: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'NHS_NUMBER_INVALID',
  'PATIENT_INVALIDATED',
]);

/** The two ways to a patient. What was typed is kept whatever the answer. */
export function FindPatientPage({
  nhsNumber,
  draft,
  progress,
  failure,
  onNhsNumber,
  onDraft,
  onAsk,
  onCancel,
}: {
  readonly nhsNumber: string;
  readonly draft: SearchDraft;
  readonly progress: Progress;
  /** Why there is no patient to show, where that is so. */
  readonly failure: ReactNode;
  readonly onNhsNumber: (typed: string) => void;
  readonly onDraft: (draft: SearchDraft) => void;
  readonly onAsk: (wish: Wish) => void;
  readonly onCancel: () => void;
}) {
  const [found, setFound] = useState<readonly FieldError[]>([]);
  const errors = [
    ...openNhsNumberErrors(found, nhsNumber),
    ...openErrors(found, draft, new Date()),
  ];
  const asking = (kind: Wish['kind']) => (
    <AskingLine
      wish={progress.kind === 'asking' && progress.wish.kind === kind ? progress.wish : null}
      onCancel={onCancel}
    />
  );
  return (
    <Screen title="Find a patient" layout="wide" hasError={errors.length > 0}>
      <ErrorSummary found={found} errors={errors} />
      {errors.length === 0 && failure}
      <div className="cd-find">
        <NhsNumberForm
          value={nhsNumber}
          errors={errors}
          refused={
            progress.kind === 'failed' &&
            progress.wish.kind === 'record' &&
            numberRefusals.has(progress.failure.code)
          }
          asking={asking('record')}
          onChange={onNhsNumber}
          onErrors={setFound}
          onFind={(number) => onAsk({ kind: 'record', nhsNumber: number, name: null })}
        />
        <DetailsForm
          draft={draft}
          errors={errors}
          asking={asking('search')}
          onChange={onDraft}
          onErrors={setFound}
          onSearch={(criteria) => onAsk({ kind: 'search', criteria })}
        />
      </div>
    </Screen>
  );
}
