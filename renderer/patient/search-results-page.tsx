import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { AskingLine } from './asking-line.tsx';
import { criteriaWords } from './criteria-words.ts';
import { MatchGaps } from './match-gaps.tsx';
import { MatchTable } from './match-table.tsx';
import { type Progress, recordOf, type SearchResult, type Wish } from './patient-in-view.ts';
import { type SearchCriteria, widerSearch } from './search-criteria.ts';
import { searchSuggestions } from './search-suggestions.ts';

/** The patients a search matched, in the order they came; or what to do when there is none. */
export function SearchResultsPage({
  result,
  progress,
  failure,
  onAsk,
  onCancel,
  onChangeSearch,
}: {
  readonly result: SearchResult;
  readonly progress: Progress;
  /** Why there is no patient to show, where that is so. */
  readonly failure: ReactNode;
  readonly onAsk: (wish: Wish) => void;
  readonly onCancel: () => void;
  readonly onChangeSearch: () => void;
}) {
  const { criteria, patients, unreadable } = result;
  const caution = foundByWords(criteria);
  return (
    <Screen
      title={resultsTitle(criteria)}
      heading={countWords(patients.length + unreadable)}
      layout="wide"
      actions={
        <Button look="secondary" id="change-search" onClick={onChangeSearch}>
          Change search
        </Button>
      }
    >
      <p className="cd-criteria">
        {criteria.fuzzy ? 'Searched widely for' : 'Searched for'} {criteriaWords(criteria)}
      </p>
      {failure}
      <AskingLine wish={progress.kind === 'asking' ? progress.wish : null} onCancel={onCancel} />
      <MatchGaps matches={result} />
      {patients.length === 0 ? (
        unreadable === 0 && (
          <NoMatch
            criteria={criteria}
            onWiden={(wider) => onAsk({ kind: 'search', criteria: wider })}
          />
        )
      ) : (
        <>
          {caution !== null && <p className="cd-notice cd-notice--grey">{caution}</p>}
          <MatchTable
            patients={patients}
            onOpen={(patient) => onAsk(recordOf(patient, new Date()))}
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
                id={`suggestion-${kind}`}
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
