import { useEffect, useState, useSyncExternalStore } from 'react';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { useWorkReport } from '../updates/use-work-report.ts';
import { FindPatientPage } from './find-patient-page.tsx';
import { NarrowingAdvice } from './narrowing-advice.tsx';
import { createPatientInView, type Wish } from './patient-in-view.ts';
import { PatientRecordPage } from './patient-record-page.tsx';
import { pdsClient } from './pds-client.ts';
import { ReadFailure } from './read-failure.tsx';
import {
  checkSearch,
  emptySearchDraft,
  type SearchCriteria,
  type SearchDraft,
} from './search-criteria.ts';
import { SearchResultsPage } from './search-results-page.tsx';

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

/** Everything about patients, for one person in one role: gone when either changes. */
export default function PatientScreen({ canChangeRole }: { readonly canChangeRole: boolean }) {
  const [patient] = useState(() =>
    createPatientInView(pdsClient((input, init) => fetch(input, init))),
  );
  useEffect(() => () => patient.startOver(), [patient]);
  const { looking, progress } = useSyncExternalStore(patient.subscribe, patient.current);
  const [nhsNumber, setNhsNumber] = useState('');
  const [draft, setDraft] = useState(emptySearchDraft);
  const [asked, setAsked] = useState({ nhsNumber, draft });

  useWorkReport(
    looking.kind !== 'find' || progress.kind !== 'idle',
    nhsNumber !== '' || Object.values(draft).some((typed) => typed !== ''),
  );
  const asking = {
    progress,
    failure:
      progress.kind === 'failed' ? (
        <ReadFailure
          failure={progress.failure}
          canChangeRole={canChangeRole}
          onTryAgain={() => patient.askAgain()}
          advice={
            progress.wish.kind === 'search' &&
            tooMany.has(progress.failure.code) && (
              <NarrowingAdvice criteria={typedNow(draft) ?? progress.wish.criteria} />
            )
          }
        />
      ) : null,
    onAsk(wish: Wish) {
      setAsked({
        nhsNumber: wish.kind === 'record' ? formatNhsNumber(wish.nhsNumber) : nhsNumber,
        draft,
      });
      patient.ask(wish);
    },
    onCancel: () => patient.cancel(),
  };
  switch (looking.kind) {
    case 'record':
      return (
        <PatientRecordPage
          answer={looking.answer}
          readAt={looking.readAt}
          onFindAnother={() => {
            // Whoever typed on while the record was loading is not made to type it again.
            if (nhsNumber === asked.nhsNumber) setNhsNumber('');
            if (draft === asked.draft) setDraft(emptySearchDraft);
            patient.startOver();
          }}
          onBack={looking.result === null ? null : () => patient.backToMatches()}
        />
      );
    case 'matches':
      return (
        <SearchResultsPage
          result={looking.result}
          {...asking}
          onChangeSearch={() => patient.startOver()}
        />
      );
    case 'find':
      return (
        <FindPatientPage
          nhsNumber={nhsNumber}
          draft={draft}
          {...asking}
          onNhsNumber={setNhsNumber}
          onDraft={setDraft}
        />
      );
  }
}
