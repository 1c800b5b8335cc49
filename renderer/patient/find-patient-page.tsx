import { type ReactNode, useState } from 'react';
import { ErrorSummary } from '../ui/error-summary.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { Screen } from '../ui/screen.tsx';
import { AskingLine } from './asking-line.tsx';
import { DetailsForm } from './details-form.tsx';
import { NhsNumberForm } from './nhs-number-form.tsx';
import type { Progress, Wish } from './patient-in-view.ts';
import type { SearchDraft } from './search-criteria.ts';

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
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const asking = (kind: Wish['kind']) => (
    <AskingLine
      wish={progress.kind === 'asking' && progress.wish.kind === kind ? progress.wish : null}
      onCancel={onCancel}
    />
  );
  return (
    <Screen title="Find a patient" layout="wide" hasError={errors.length > 0}>
      <ErrorSummary errors={errors} />
      {errors.length === 0 && failure}
      <div className="cd-find">
        <NhsNumberForm
          value={nhsNumber}
          errors={errors}
          asking={asking('record')}
          onChange={onNhsNumber}
          onErrors={setErrors}
          onFind={(number) => onAsk({ kind: 'record', nhsNumber: number, name: null })}
        />
        <DetailsForm
          draft={draft}
          errors={errors}
          asking={asking('search')}
          onChange={onDraft}
          onErrors={setErrors}
          onSearch={(criteria) => onAsk({ kind: 'search', criteria })}
        />
      </div>
    </Screen>
  );
}
