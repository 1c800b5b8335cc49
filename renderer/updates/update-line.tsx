import type { ReactNode } from 'react';
import type { Failure } from '../../electron/contract/session.ts';
import { FailureBox } from '../ui/failure-box.tsx';

/** One update in a line below the bar: what it is, a few words, and what can be done. */
export function UpdateLine({
  title,
  buttons,
  failure = null,
  children,
}: {
  readonly title: string;
  readonly buttons?: ReactNode;
  readonly failure?: Failure | null;
  readonly children: ReactNode;
}) {
  return (
    <section className="cd-update" aria-label="Update">
      <div className="cd-update__words">
        <strong>{title}.</strong> {children}
      </div>
      {buttons !== undefined && <div className="cd-update__buttons">{buttons}</div>}
      {failure !== null && (
        <div className="cd-update__failure">
          <FailureBox failure={failure} />
        </div>
      )}
    </section>
  );
}
