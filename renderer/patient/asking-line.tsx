import { useEffect } from 'react';
import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { Button } from '../ui/button.tsx';
import { mainHeadingId } from '../ui/screen.tsx';
import { Working } from '../ui/working.tsx';
import { criteriaWords } from './criteria-words.ts';
import type { Wish } from './patient-in-view.ts';

/**
 * Names what is being asked for and lets it be given up. Nothing else waits for it: every field and
 * every row stays as it is, and what is asked next takes its place.
 */
export function AskingLine({
  wish,
  again = false,
  onCancel,
}: {
  /** What is being asked for, or null. */
  readonly wish: Wish | null;
  /** Whether what is asked for is in view, and is read anew. Nothing below is to be clicked then. */
  readonly again?: boolean;
  readonly onCancel: () => void;
}) {
  useEffect(() => {
    if (wish === null) return;
    const asker = document.activeElement;
    return () => {
      // “Cancel” goes with the line: whoever was on it goes back to where they asked from.
      if (document.activeElement !== document.body) return;
      const back = asker === document.body ? document.getElementById(mainHeadingId) : asker;
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, [wish]);
  return (
    <div className={again ? 'cd-asking cd-asking--again' : 'cd-asking'}>
      <Working words={wish === null ? null : again ? readingAgain : askingWords(wish)} />
      {wish !== null && (
        <Button look="link" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </div>
  );
}

const readingAgain = 'Reading the record again…';

function askingWords(wish: Wish): string {
  switch (wish.kind) {
    case 'search':
      return `Searching for ${criteriaWords(wish.criteria)}…`;
    case 'record':
      return wish.name === null
        ? `Finding NHS number ${formatNhsNumber(wish.nhsNumber)}…`
        : `Opening the record of ${wish.name}…`;
  }
}
