import type { ReactNode } from 'react';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { useBridgeCall } from '../use-bridge-call.ts';
import type { PdsFailure } from './pds-client.ts';

/** Answers rather than faults. */
const plainAnswers: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'NHS_NUMBER_INVALID',
  'PATIENT_NOT_FOUND',
  'PATIENT_INVALIDATED',
  'SEARCH_TOO_MANY_MATCHES',
  'SEARCH_NOT_UNIQUE',
  'SEARCH_NOT_ENOUGH',
]);

/** Faults that the same question would only meet again. */
const lasting: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'API_FORBIDDEN',
  'API_APP_NOT_PERMITTED',
  'API_SERVICE_UNKNOWN',
  'API_REQUEST_REFUSED',
]);

/** Why there is no patient to show, with what can help: trying again, or another role. */
export function ReadFailure({
  failure: { code, reference },
  canChangeRole,
  onTryAgain,
  advice,
}: {
  readonly failure: PdsFailure;
  /** Whether the person has another role to try it in. */
  readonly canChangeRole: boolean;
  readonly onTryAgain: () => void;
  /** What else may help. */
  readonly advice?: ReactNode;
}) {
  const isAnswer = plainAnswers.has(code);
  return (
    <FailureBox
      failure={{ code, detail: null }}
      reference={reference}
      advice={advice}
      tone={isAnswer ? 'answer' : 'problem'}
    >
      {!isAnswer && !lasting.has(code) && (
        <Button look="secondary" onClick={onTryAgain}>
          Try again
        </Button>
      )}
      {code === 'API_FORBIDDEN' && canChangeRole && <ChangeRole />}
    </FailureBox>
  );
}

function ChangeRole() {
  const [changeRole] = useBridgeCall(bridge().role.change);
  return (
    <>
      <span>One of your other roles may be allowed to.</span>
      <Button look="secondary" onClick={changeRole}>
        Change role
      </Button>
    </>
  );
}
