import type { ReactNode } from 'react';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import type { PdsFailure } from './pds-client.ts';

/** Answers rather than faults: the same question would only get the same answer. */
const plainAnswers: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'NHS_NUMBER_INVALID',
  'PATIENT_NOT_FOUND',
  'PATIENT_INVALIDATED',
  'SEARCH_TOO_MANY_MATCHES',
  'SEARCH_NOT_UNIQUE',
  'SEARCH_NOT_ENOUGH',
]);

/** Why there is no patient to show, with “Try again” where trying again can help. */
export function ReadFailure({
  failure,
  onTryAgain,
  advice,
}: {
  readonly failure: PdsFailure;
  readonly onTryAgain: () => void;
  /** What else may help. */
  readonly advice?: ReactNode;
}) {
  const isAnswer = plainAnswers.has(failure.code);
  return (
    <FailureBox
      failure={{ code: failure.code, detail: null }}
      reference={failure.reference}
      advice={advice}
      tone={isAnswer ? 'answer' : 'problem'}
    >
      {!isAnswer && (
        <Button look="secondary" onClick={onTryAgain}>
          Try again
        </Button>
      )}
    </FailureBox>
  );
}
