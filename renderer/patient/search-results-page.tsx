import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { AskingLine } from './asking-line.tsx';
import { criteriaWords } from './criteria-words.ts';
import { MatchTable } from './match-table.tsx';
import type { Matches, Progress, Wish } from './patient-in-view.ts';
import type { Patient } from './patient-model.ts';
import { bannerName, currentName } from './patient-name.ts';
import { type SearchCriteria, widerSearch } from './search-criteria.ts';

/** The patients a search matched, in the order they came; or what to do when there is none. */
export function SearchResultsPage({
  matches: { criteria, patients },
  progress,
  failure,
  onAsk,
  onCancel,
  onChangeSearch,
}: {
  readonly matches: Matches;
  readonly progress: Progress;
  /** Why there is no patient to show, where that is so. */
  readonly failure: ReactNode;
  readonly onAsk: (wish: Wish) => void;
  readonly onCancel: () => void;
  readonly onChangeSearch: () => void;
}) {
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
      <p className="cd-criteria">
        {criteria.fuzzy ? 'Searched widely for' : 'Searched for'} {criteriaWords(criteria)}
      </p>
      {failure}
      <AskingLine wish={progress.kind === 'asking' ? progress.wish : null} onCancel={onCancel} />
      {patients.length === 0 ? (
        <NoMatch
          criteria={criteria}
          onWiden={(wider) => onAsk({ kind: 'search', criteria: wider })}
        />
      ) : (
        <MatchTable patients={patients} onOpen={(patient) => onAsk(recordOf(patient))} />
      )}
    </Screen>
  );
}

function recordOf({ nhsNumber, names }: Patient): Wish {
  return { kind: 'record', nhsNumber, name: bannerName(currentName(names, new Date())) };
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
