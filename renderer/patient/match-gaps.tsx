import { Warning } from '../ui/warning.tsx';
import type { Matches } from './fhir-matches.ts';

/** What a list of matches lacks: none is left out in silence. */
export function MatchGaps({ matches }: { readonly matches: Matches }) {
  const { unreadable, incomplete } = matches;
  return (
    <>
      {unreadable > 0 && (
        <Warning heading={gapWords(unreadable)}>
          <p>
            CareDesk could not read {unreadable === 1 ? 'the NHS number' : 'their NHS numbers'}.
            Find the patient by NHS number if you know it.
          </p>
        </Warning>
      )}
      {incomplete && (
        <Warning heading="This list may not be complete">
          <p>
            The national record found more than it gave, or warns about what it gave. Add details to
            the search before you rely on the list.
          </p>
        </Warning>
      )}
    </>
  );
}

function gapWords(unreadable: number): string {
  return unreadable === 1
    ? '1 patient found cannot be shown'
    : `${unreadable} patients found cannot be shown`;
}
