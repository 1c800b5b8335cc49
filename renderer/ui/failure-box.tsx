import { type ReactNode, useEffect, useRef } from 'react';
import { wordsFor } from '../../electron/contract/failures.ts';
import type { Failure } from '../../electron/contract/session.ts';
import { useProvider } from '../about.ts';

/**
 * Says what went wrong and what to do next, with the code in small print for the service desk.
 *
 * @param tone `problem` announces itself at once; `answer` is for a plain answer such as “no
 * patient found”, announced when the reader has finished what it is saying
 */
export function FailureBox({
  failure,
  reference = null,
  tone = 'problem',
  advice,
  children,
}: {
  readonly failure: Failure;
  /** X-Request-ID of the request that failed, for the person to quote. */
  readonly reference?: string | null;
  readonly tone?: 'problem' | 'answer';
  /** What can be done, where more than the next step is known. */
  readonly advice?: ReactNode;
  /** Buttons that act on the failure. */
  readonly children?: ReactNode;
}) {
  const words = wordsFor(failure.code, useProvider());
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div
      ref={box}
      className={`cd-failure cd-failure--${tone}`}
      role={tone === 'problem' ? 'alert' : 'status'}
    >
      <h2 className="cd-failure__title">{words.title}</h2>
      <p>{words.explanation}</p>
      <p className="cd-failure__next">{words.nextStep}</p>
      {advice}
      {children !== undefined && <div className="cd-actions cd-actions--tight">{children}</div>}
      <p className="cd-small-print">
        Code: {failure.code}
        {failure.detail !== null && (
          <>
            <br />
            Detail: {failure.detail}
          </>
        )}
        {reference !== null && (
          <>
            <br />
            Reference: <span className="cd-reference">{reference}</span>
          </>
        )}
      </p>
    </div>
  );
}
