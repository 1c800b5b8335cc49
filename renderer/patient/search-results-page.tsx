import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { Working } from '../ui/working.tsx';
import { clinicalDate } from './clinical-date.ts';
import type { Matches } from './fhir-matches.ts';
import { MatchGaps } from './match-gaps.tsx';
import { MatchTable } from './match-table.tsx';
import type { PdsFailure } from './pds-client.ts';
import { ReadFailure } from './read-failure.tsx';
import { type SearchCriteria, widerSearch } from './search-criteria.ts';

/** The patients a search matched, in the order they came; or what to do when there is none. */
export function SearchResultsPage({
  criteria,
  matches,
  opening,
  failure,
  onTryAgain,
  onOpen,
  onWiden,
  onChangeSearch,
}: {
  readonly criteria: SearchCriteria;
  readonly matches: Matches;
  /** A record is being fetched. */
  readonly opening: boolean;
  readonly failure: PdsFailure | null;
  readonly onTryAgain: () => void;
  readonly onOpen: (nhsNumber: string) => void;
  readonly onWiden: (criteria: SearchCriteria) => void;
  readonly onChangeSearch: () => void;
}) {
  const { patients, unreadable } = matches;
  return (
    <Screen
      title={resultsTitle(criteria)}
      heading={countWords(patients.length + unreadable)}
      layout="wide"
      actions={
        <Button look="secondary" onClick={onChangeSearch}>
          Change search
        </Button>
      }
    >
      <p className="cd-criteria">{criteriaWords(criteria)}</p>
      {failure !== null && <ReadFailure failure={failure} onTryAgain={onTryAgain} />}
      <Working words={opening ? 'Opening the record…' : null} />
      <MatchGaps matches={matches} />
      {patients.length === 0 ? (
        unreadable === 0 && <NoMatch criteria={criteria} onWiden={onWiden} />
      ) : (
        <MatchTable
          patients={patients}
          onOpen={(nhsNumber) => {
            if (!opening) onOpen(nhsNumber);
          }}
        />
      )}
    </Screen>
  );
}

function NoMatch({
  criteria,
  onWiden,
}: {
  readonly criteria: SearchCriteria;
  readonly onWiden: (criteria: SearchCriteria) => void;
}) {
  const wider = widerSearch(criteria);
  if (wider !== null) {
    return (
      <div className="cd-card cd-card--reading">
        <h2 className="cd-subheading">Search more widely</h2>
        <p>
          Check the details first. If they are right, CareDesk can also look for names and dates
          that are nearly the same, and for previous names and addresses.
        </p>
        <div className="cd-actions">
          <Button onClick={() => onWiden(wider)}>Search more widely</Button>
        </div>
      </div>
    );
  }
  return (
    <div className="cd-card cd-card--reading">
      <h2 className="cd-subheading">What to try</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        <li>Check the spelling and the date of birth.</li>
        <li>Try a previous family name.</li>
        {!criteria.fuzzy && (
          <li>
            Add a first name, or a gender and a postcode, without *. CareDesk can then search more
            widely.
          </li>
        )}
        {criteria.postcode !== null && (
          <li>
            Leave out the postcode: with it, patients whose address is restricted are not found.
          </li>
        )}
      </ul>
    </div>
  );
}

function resultsTitle(criteria: SearchCriteria): string {
  return criteria.fuzzy ? 'Wider search results' : 'Search results';
}

function countWords(count: number): string {
  if (count === 0) return 'No patient found';
  return count === 1 ? '1 patient found' : `${count} patients found`;
}

const genders = {
  female: 'female',
  male: 'male',
  other: 'other gender',
  unknown: 'gender not known',
};

/** What was searched for, in one line. */
function criteriaWords(criteria: SearchCriteria): string {
  const name = criteria.given === null ? criteria.family : `${criteria.given} ${criteria.family}`;
  const parts = [
    name,
    `born ${clinicalDate(criteria.birthDate) ?? criteria.birthDate}`,
    criteria.gender === null ? null : genders[criteria.gender],
    criteria.postcode,
  ].filter((part) => part !== null);
  return `${criteria.fuzzy ? 'Searched widely for' : 'Searched for'} ${parts.join(', ')}`;
}
