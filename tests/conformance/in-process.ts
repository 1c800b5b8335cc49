import { createProviderAnswers, type ProviderAnswers } from './provider/provider-answers.ts';
import { received } from './provider/received.ts';

/** A provider at an https address that exists in this process only. */
export interface InProcessProvider extends ProviderAnswers {
  readonly issuer: string;
  /** Every address asked for, whoever it belongs to. */
  readonly addresses: readonly string[];
  /** Reaches the provider, and nobody else. */
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
}

/**
 * A provider without sockets, for what needs https or speed.
 * @param alsoAt another origin at which it answers
 */
export function createInProcessProvider(
  issuer = 'https://provider.example',
  alsoAt: string | null = null,
): InProcessProvider {
  const answers = createProviderAnswers(issuer);
  const addresses: string[] = [];
  return {
    ...answers,
    issuer,
    addresses,
    async fetch(url, init = {}) {
      addresses.push(url);
      const { origin, pathname, search } = new URL(url);
      if (origin !== issuer && origin !== alsoAt)
        throw new TypeError('fetch failed', { cause: unreachable() });
      const headers = Object.fromEntries(new Headers(init.headers));
      const body = typeof init.body === 'string' ? init.body : '';
      const isForm = body !== '' && headers['content-type'] === undefined;
      if (isForm) headers['content-type'] = 'application/x-www-form-urlencoded';
      const { status, ...answer } = await answers.answer(
        received(init.method ?? 'GET', `${pathname}${search}`, headers, body),
      );
      return new Response(answer.body, { status, headers: answer.headers });
    },
  };
}

function unreachable(): Error {
  return Object.assign(new Error('nobody there'), { code: 'ECONNREFUSED' });
}
