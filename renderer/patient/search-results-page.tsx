import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { Working } from '../ui/working.tsx';
import { clinicalDate } from './clinical-date.ts';
import { MatchTable } from './match-table.tsx';
import type { Patient } from './patient-model.ts';
import type { PdsFailure } from './pds-client.ts';
import { ReadFailure } from './read-failure.tsx';
import { type SearchCriteria, widerSearch } from './search-criteria.ts';
import { searchSuggestions } from './search-suggestions.ts';

/** The patients a search matched, in the order they came; or what to do when there is none. */
export function SearchResultsPage({
  criteria,
  patients,
  opening,
  failure,
  onTryAgain,
  onOpen,
  onWiden,
  onChangeSearch,
}: {
  readonly criteria: SearchCriteria;
  readonly patients: readonly Patient[];
  /** A record is being fetched. */
  readonly opening: boolean;
  readonly failure: PdsFailure | null;
  readonly onTryAgain: () => void;
  readonly onOpen: (nhsNumber: string) => void;
  readonly onWiden: (criteria: SearchCriteria) => void;
  readonly onChangeSearch: () => void;
}) {
  const isEmpty = patients.length === 0;
  const caution = foundByWords(criteria);
  return (
    <Screen
      title={resultsTitle(criteria)}
      heading={countWords(patients.length)}
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
      {isEmpty ? (
        <NoMatch criteria={criteria} onWiden={onWiden} />
      ) : (
        <>
          {caution !== null && <p className="cd-notice cd-notice--grey">{caution}</p>}
          <MatchTable
            patients={patients}
            onOpen={(nhsNumber) => {
              if (!opening) onOpen(nhsNumber);
            }}
          />
        </>
      )}
    </Screen>
  );
}

/** What to try next, each only when the person selects it. */
function NoMatch({
  criteria,
  onWiden,
}: {
  readonly criteria: SearchCriteria;
  readonly onWiden: (criteria: SearchCriteria) => void;
}) {
  const suggestions = searchSuggestions(criteria);
  return (
    <div className="cd-card cd-card--reading">
      <h2 className="cd-subheading">What to try next</h2>
      <p>Check the spelling and the date of birth first. To correct them, select Change search.</p>
      {suggestions.length > 0 && (
        <ul className="nhsuk-list cd-suggestions">
          {suggestions.map(({ kind, words, why, criteria: suggested }) => (
            <li key={kind}>
              <Button
                look={kind === 'wider' ? 'primary' : 'secondary'}
                onClick={() => onWiden(suggested)}
              >
                {words}
              </Button>
              {why !== null && <p className="cd-small-print">{why}</p>}
            </li>
          ))}
        </ul>
      )}
      {!criteria.fuzzy && widerSearch(criteria) === null && (
        <p>
          To search more widely, add a first name, or a gender and a postcode, and leave out any *.
        </p>
      )}
    </div>
  );
}

/** Why a list of matches has to be read with care: it is not of just what was typed. */
function foundByWords(criteria: SearchCriteria): string | null {
  if (criteria.fuzzy) {
    return 'This search also found names that are nearly the same, and previous names and addresses. Check every detail before you open a record.';
  }
  if (criteria.history === true) {
    return 'This search also looked at previous names and addresses, so a name here may not be the one you searched for. Check every detail before you open a record.';
  }
  return criteria.offered === true
    ? 'This is not exactly what you typed. Check every detail before you open a record.'
    : null;
}

/** Another search is another screen, with a title of its own that moves focus to its heading. */
function resultsTitle(criteria: SearchCriteria): string {
  if (criteria.fuzzy) return 'Wider search results';
  return criteria.history === true || criteria.offered === true
    ? 'Other search results'
    : 'Search results';
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
  const how = criteria.fuzzy ? 'Searched widely for' : 'Searched for';
  const also = criteria.history === true ? ', previous names and addresses included' : '';
  return `${how} ${parts.join(', ')}${also}`;
}
