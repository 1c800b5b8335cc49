/**
 * Why an answer is of no use, whatever it says: `log-in-page` when something in between sent its own
 * page or sent the request elsewhere, `too-long` when it is longer than any true answer.
 */
export type UnusableAnswerKind = 'log-in-page' | 'too-long';

/** An answer that arrived and is not read. */
export class UnusableAnswer extends Error {
  readonly kind: UnusableAnswerKind;
  /** What a service desk wants to know: a host, a status or a limit. Safe to show. */
  readonly detail: string | null;

  constructor(kind: UnusableAnswerKind, detail: string | null, options: { cause?: unknown } = {}) {
    super(`${messages[kind]}${detail === null ? '' : ` (${detail})`}`, options);
    this.name = 'UnusableAnswer';
    this.kind = kind;
    this.detail = detail;
  }
}

const messages: Record<UnusableAnswerKind, string> = {
  'log-in-page': 'a page or a redirect instead of an answer',
  'too-long': 'the answer is too long',
};

/** The error for an answer that sends the request to another address, which is never followed. */
export function redirected(location: string | null): UnusableAnswer {
  const isAddress = location !== null && URL.canParse(location);
  const host = isAddress ? new URL(location).hostname.slice(0, 100) : '';
  return new UnusableAnswer('log-in-page', host === '' ? 'redirect' : `redirect to ${host}`);
}
