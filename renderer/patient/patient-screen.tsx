import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { bridge } from '../bridge.ts';
import { useIsInView } from '../ui/screen.tsx';
import { useWindowCommand } from '../ui/window-commands.ts';
import { useWorkReport } from '../updates/use-work-report.ts';
import { useKept } from '../use-kept.ts';
import { FindPatientPage } from './find-patient-page.tsx';
import { type KeptWork, readKeptWork } from './kept-work.ts';
import { NarrowingAdvice } from './narrowing-advice.tsx';
import { PatientRecordPage } from './patient-record-page.tsx';
import { createPatientWork } from './patient-work.ts';
import { pdsClient } from './pds-client.ts';
import { ReadFailure } from './read-failure.tsx';
import { checkSearch, type SearchCriteria, type SearchDraft } from './search-criteria.ts';
import { SearchResultsPage } from './search-results-page.tsx';
import { useWorkToKeep } from './use-work-to-keep.ts';

/** Answers to a search that more details can help. */
const tooMany: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'SEARCH_TOO_MANY_MATCHES',
  'SEARCH_NOT_UNIQUE',
]);

/** What the form would search for now: advice that has been followed is not given again. */
function typedNow(draft: SearchDraft): SearchCriteria | null {
  const check = checkSearch(draft, new Date());
  return check.kind === 'ready' ? check.criteria : null;
}

interface InRole {
  readonly roleId: string;
  readonly canChangeRole: boolean;
  /** Whether somebody is being asked for a stronger log-in. */
  readonly isSteppingUp: boolean;
}

/** Everything about patients, for one person in one role: gone when either changes. */
export default function PatientScreen(inRole: InRole) {
  const { roleId } = inRole;
  const read = useCallback((text: string) => readKeptWork(text, roleId), [roleId]);
  const kept = useKept(bridge().work.kept, read);
  return kept === 'asking' ? null : <Patients {...inRole} kept={kept} />;
}

function Patients({
  roleId,
  canChangeRole,
  isSteppingUp,
  kept,
}: InRole & {
  /** What the page before this one was showing, or null. */
  readonly kept: KeptWork | null;
}) {
  const [work] = useState(() =>
    createPatientWork({ pds: pdsClient((input, init) => fetch(input, init)), roleId, kept }),
  );
  const { patient } = work;
  useWorkToKeep(work, kept);
  useEffect(() => work.waitForStepUp(isSteppingUp), [work, isSteppingUp]);
  const { looking, progress } = useSyncExternalStore(patient.subscribe, patient.current);
  const { nhsNumber, draft } = useSyncExternalStore(work.subscribe, work.typed);

  const inView = useIsInView();
  const canGoBack = inView && (looking.kind !== 'find' || progress.kind === 'asking');
  useWindowCommand('back', canGoBack ? patient.back : null);
  useWindowCommand('read-again', inView && looking.kind === 'record' ? patient.readAgain : null);
  useWorkReport(
    looking.kind !== 'find' || progress.kind !== 'idle',
    nhsNumber !== '' || Object.values(draft).some((typed) => typed !== ''),
  );

  const onTryAgain = useCallback(() => patient.askAgain(), [patient]);
  const asking = {
    progress,
    failure:
      progress.kind === 'failed' ? (
        <ReadFailure
          failure={progress.failure}
          canChangeRole={canChangeRole}
          onTryAgain={onTryAgain}
          advice={
            progress.wish.kind === 'search' &&
            tooMany.has(progress.failure.code) && (
              <NarrowingAdvice criteria={typedNow(draft) ?? progress.wish.criteria} />
            )
          }
        />
      ) : null,
    onAsk: work.ask,
    onCancel: patient.cancel,
  };
  switch (looking.kind) {
    case 'record':
      return (
        <PatientRecordPage
          answer={looking.answer}
          readAt={looking.readAt}
          {...asking}
          onFindAnother={work.findAnother}
          onBack={looking.origin === null ? null : patient.backToMatches}
        />
      );
    case 'matches':
      return (
        <SearchResultsPage result={looking.result} {...asking} onChangeSearch={patient.startOver} />
      );
    case 'find':
      return (
        <FindPatientPage
          nhsNumber={nhsNumber}
          draft={draft}
          {...asking}
          onNhsNumber={work.typeNhsNumber}
          onDraft={work.typeDetails}
        />
      );
  }
}
