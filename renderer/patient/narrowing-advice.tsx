import type { SearchCriteria } from './search-criteria.ts';
import { narrowingAdvice } from './search-suggestions.ts';

/** After too many matches: which details the search does not have. */
export function NarrowingAdvice({ criteria }: { readonly criteria: SearchCriteria }) {
  return (
    <>
      <p>You can add:</p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {narrowingAdvice(criteria).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}
