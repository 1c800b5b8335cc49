import type { PdsFailure } from './pds-client.ts';
import { checkSearch, type SearchDraft } from './search-criteria.ts';
import { narrowingAdvice } from './search-suggestions.ts';

/** After too many matches: which details the form does not have yet. */
export function NarrowingAdvice({
  failure,
  draft,
}: {
  readonly failure: PdsFailure;
  readonly draft: SearchDraft;
}) {
  const check = checkSearch(draft, new Date());
  const isTooMany =
    failure.code === 'SEARCH_TOO_MANY_MATCHES' || failure.code === 'SEARCH_NOT_UNIQUE';
  if (!isTooMany || check.kind === 'errors') return null;
  return (
    <>
      <p>You can add:</p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {narrowingAdvice(check.criteria).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}
