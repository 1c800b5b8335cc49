import { useState } from 'react';
import { wordsFor } from '../../electron/contract/failures.ts';
import type { Failure } from '../../electron/contract/session.ts';
import { useProvider } from '../about.ts';
import { Button } from '../ui/button.tsx';

/** Something to know while working, that does not stop the work. Can be put away. */
export function SessionNotice({ failure }: { readonly failure: Failure }) {
  const [hidden, setHidden] = useState(false);
  const words = wordsFor(failure.code, useProvider());
  if (hidden) return null;
  return (
    <section className="cd-session-notice" aria-label="Notice" role="status">
      <p>
        <strong>{words.title}.</strong> {words.explanation} {words.nextStep}{' '}
        <span className="cd-small-print">Code: {failure.code}</span>
      </p>
      <Button look="link" onClick={() => setHidden(true)}>
        Hide<span className="nhsuk-u-visually-hidden"> this notice</span>
      </Button>
    </section>
  );
}
