import { QueryClient, QueryClientProvider, skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useWorkReport } from '../updates/use-work-report.ts';
import { FindPatientPage } from './find-patient-page.tsx';
import { PatientRecordPage } from './patient-record-page.tsx';
import { type PdsFailure, pdsClient } from './pds-client.ts';
import { emptySearchDraft, type SearchCriteria } from './search-criteria.ts';
import { SearchResultsPage } from './search-results-page.tsx';

/** A record asked for. `attempt` sets one asking apart from the next, so each is sent. */
interface Wanted {
  readonly nhsNumber: string;
  readonly from: 'nhs-number' | 'results';
  readonly attempt: number;
}

interface Search {
  readonly criteria: SearchCriteria;
  readonly attempt: number;
}

const pds = pdsClient((input, init) => fetch(input, init));

/** Everything about patients, for one person in one role: gone when either changes. */
export default function PatientScreen() {
  const [queries] = useState(newQueryClient);
  useEffect(() => () => queries.clear(), [queries]);
  return (
    <QueryClientProvider client={queries}>
      <PatientViews />
    </QueryClientProvider>
  );
}

/** Nothing is repeated or kept by itself: every read of a record is audited as an access. */
function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
    },
  });
}

function PatientViews() {
  const [nhsNumber, setNhsNumber] = useState('');
  const [draft, setDraft] = useState(emptySearchDraft);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [search, setSearch] = useState<Search | null>(null);

  const patient = useQuery({
    queryKey: ['patient', wanted],
    queryFn:
      wanted === null ? skipToken : ({ signal }) => pds.readPatient(wanted.nhsNumber, signal),
  });
  const matches = useQuery({
    queryKey: ['search', search],
    queryFn: search === null ? skipToken : ({ signal }) => pds.search(search.criteria, signal),
  });

  const open = (number: string, from: Wanted['from']): void =>
    setWanted({ nhsNumber: number, from, attempt: (wanted?.attempt ?? 0) + 1 });
  const run = (criteria: SearchCriteria): void => {
    setWanted(null);
    setSearch({ criteria, attempt: (search?.attempt ?? 0) + 1 });
  };
  const startAgain = (): void => {
    setNhsNumber('');
    setDraft(emptySearchDraft);
    setWanted(null);
    setSearch(null);
  };

  const record = wanted === null ? undefined : patient.data;
  useWorkReport(
    wanted !== null || search !== null,
    nhsNumber !== '' || Object.values(draft).some((typed) => typed !== ''),
  );
  if (record?.kind === 'found' || record?.kind === 'superseded') {
    return (
      <PatientRecordPage
        answer={record}
        readAt={new Date(patient.dataUpdatedAt)}
        onFindAnother={startAgain}
        onBack={wanted?.from === 'results' ? () => setWanted(null) : null}
      />
    );
  }

  const readFailure = failureOf(record, patient.error);
  const reading = wanted !== null && patient.isFetching;
  const tryReadAgain = (): void => {
    if (wanted !== null) open(wanted.nhsNumber, wanted.from);
  };
  if (search !== null && matches.data?.kind === 'matches') {
    return (
      <SearchResultsPage
        criteria={search.criteria}
        matches={matches.data}
        opening={reading}
        failure={readFailure}
        onTryAgain={tryReadAgain}
        onOpen={(number) => open(number, 'results')}
        onWiden={run}
        onChangeSearch={() => {
          setWanted(null);
          setSearch(null);
        }}
      />
    );
  }
  return (
    <FindPatientPage
      byNumber={{
        value: nhsNumber,
        onChange: setNhsNumber,
        onFind: (number) => {
          setSearch(null);
          open(number, 'nhs-number');
        },
        onTryAgain: tryReadAgain,
        working: reading,
        failure: readFailure,
      }}
      byDetails={{
        draft,
        onChange: setDraft,
        onSearch: run,
        onTryAgain: () => {
          if (search !== null) run(search.criteria);
        },
        working: search !== null && matches.isFetching,
        failure: search === null ? null : failureOf(matches.data, matches.error),
      }}
    />
  );
}

/** The failure in an answer; a query that threw is a fault of CareDesk's own. */
function failureOf(
  answer: { readonly kind: string } | PdsFailure | undefined,
  error: Error | null,
): PdsFailure | null {
  if (answer !== undefined && 'code' in answer) return answer;
  return error === null ? null : { kind: 'failed', code: 'BRIDGE_INTERNAL', reference: null };
}
