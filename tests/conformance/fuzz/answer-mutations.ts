import fc from 'fast-check';
import { makeIdToken } from '../provider/id-token.ts';
import type { Json } from '../provider/json.ts';
import type { ProviderAnswer } from '../provider/misbehaviour.ts';
import { type FuzzedEndpoint, fuzzedEndpoints, type TrueAnswers } from './true-answers.ts';

/** One malformed answer: which endpoint gives it, and how it comes from the true one. */
export interface MalformedAnswer {
  readonly endpoint: FuzzedEndpoint;
  readonly mutation: Mutation;
}

type Mutation =
  /** One value of the JSON replaced, or left out where `undefined`. */
  | { readonly kind: 'value'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'text'; readonly at: number; readonly cut: number; readonly insert: string }
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'envelope'; readonly status: number; readonly headers: Json }
  /** The id token's own text changed, its signature included. */
  | { readonly kind: 'token-text'; readonly at: number; readonly insert: string }
  /** A claim changed and the token signed with the right key. */
  | { readonly kind: 'claim'; readonly name: string; readonly value: unknown };

const awkward = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  'http://provider.example',
  'https://attacker.example',
  'javascript:alert(1)',
  '\u0000',
  '__proto__',
  ['caredesk-conformance', 'another'],
  ['caredesk-conformance'],
);
const value = fc.oneof(awkward, fc.jsonValue({ maxDepth: 3 }));
const claimNames = fc.constantFrom(
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'auth_time', 'acr', 'azp', 'at_hash'],
  ...['authentication_assurance_level', 'id_assurance_level', 'selected_roleid', '__proto__'],
);
const times = fc
  .integer({ min: -10_000, max: 10_000 })
  .map((s) => Math.floor(Date.now() / 1000) + s);
const levels = fc.constantFrom<unknown>('0', '1', '2', '3', '4', 0, 1, 2, 3, 'AAL1_USERPASS');
const headerText = fc.stringMatching(/^[!-~][ -~]{0,60}$/);

const ofAnyEndpoint = fc.oneof<fc.Arbitrary<Mutation>[]>(
  fc.record({ kind: fc.constant('value' as const), at: fc.nat(40), value }),
  fc.record({
    kind: fc.constant('text' as const),
    at: fc.nat(2_000),
    cut: fc.nat(2_000),
    insert: fc.string({ unit: 'binary', maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('body' as const),
    body: fc.oneof(
      fc.constantFrom('', 'null', '[]', '{}', '<html>', '\ufeff{}', '['.repeat(5_000)),
      fc.json(),
      fc.string({ unit: 'binary' }),
    ),
  }),
  fc.record({
    kind: fc.constant('envelope' as const),
    status: fc.integer({ min: 200, max: 599 }),
    headers: fc.dictionary(
      fc.constantFrom('content-type', 'www-authenticate', 'date', 'age', 'location', 'dpop-nonce'),
      fc.oneof(
        fc.constantFrom('', 'text/html', 'Bearer', 'Thu, 01 Jan 1970 00:00:00 GMT'),
        headerText,
      ),
    ),
  }),
);
const ofTheIdToken = fc.oneof<fc.Arbitrary<Mutation>[]>(
  fc.record({
    kind: fc.constant('token-text' as const),
    at: fc.nat(1_200),
    insert: fc.oneof(fc.constantFrom('', '.', '=', 'A', '..'), fc.base64String({ maxLength: 8 })),
  }),
  fc.record({
    kind: fc.constant('claim' as const),
    name: claimNames,
    value: fc.oneof(value, times, levels),
  }),
);

/** Answers that differ from the true ones at one endpoint, in one way. */
export const malformedAnswers: fc.Arbitrary<MalformedAnswer> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      endpoint: fc.constantFrom(...fuzzedEndpoints),
      mutation: ofAnyEndpoint,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ endpoint: fc.constant('token' as const), mutation: ofTheIdToken }),
  },
);

/** The answer a mutation makes of the true one. */
export async function malformed(
  { endpoint, mutation }: MalformedAnswer,
  truth: TrueAnswers,
): Promise<ProviderAnswer> {
  const answer = truth.answers[endpoint];
  switch (mutation.kind) {
    case 'value':
      return { ...answer, body: withValue(answer.body, mutation.at, mutation.value) };
    case 'text':
      return { ...answer, body: spliced(answer.body, mutation.at, mutation.cut, mutation.insert) };
    case 'body':
      return { ...answer, body: mutation.body };
    case 'envelope': {
      const headers = Object.entries(mutation.headers).map(([name, text]) => [name, String(text)]);
      return {
        status: mutation.status,
        headers: { ...answer.headers, ...Object.fromEntries(headers) },
        body: answer.body,
      };
    }
    case 'token-text':
      return withIdToken(answer, spliced(truth.idToken, mutation.at, 1, mutation.insert));
    case 'claim': {
      const claims = claimsOf(truth.idToken);
      setOwn(claims, mutation.name, mutation.value);
      return withIdToken(answer, await makeIdToken(claims, { kind: 'right', key: 'first' }, false));
    }
  }
}

/** The claims of a token, unchecked. */
export function claimsOf(token: string): Json {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

function withIdToken(answer: ProviderAnswer, idToken: string): ProviderAnswer {
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), id_token: idToken }) };
}

function spliced(text: string, at: number, cut: number, insert: string): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + insert + text.slice(from + cut);
}

/** The document with the value at one of its places, counted through, changed. */
function withValue(body: string, at: number, value: unknown): string {
  const document: unknown = JSON.parse(body);
  const places: { readonly holder: object; readonly key: string }[] = [];
  const collect = (holder: object): void => {
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof inner === 'object' && inner !== null) collect(inner);
    }
  };
  if (typeof document === 'object' && document !== null) collect(document);
  const place = places[at % places.length];
  if (place !== undefined) setOwn(place.holder, place.key, value);
  return JSON.stringify(document);
}

/** Sets an own property, also where its name is `__proto__`; `undefined` takes it away. */
function setOwn(holder: object, key: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(holder, key);
  else {
    Object.defineProperty(holder, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}
