import { expect, test } from 'vitest';
import { AnswerNotUnderstood } from '../../../../renderer/patient/fhir-fields.ts';
import { readMatches } from '../../../../renderer/patient/fhir-matches.ts';

const patient = (id: string) => ({ resourceType: 'Patient', id });
const bundle = (entry: unknown, total?: unknown) => ({ resourceType: 'Bundle', entry, total });
const numbers = (body: unknown) => readMatches(body).patients.map(({ nhsNumber }) => nhsNumber);

test('keeps the order of the answer', () => {
  const body = bundle([
    { search: { score: 0.2 }, resource: patient('9000000025') },
    { search: { score: 0.9 }, resource: patient('9000000009') },
  ]);
  expect(numbers(body)).toEqual(['9000000025', '9000000009']);
});

test.each([[undefined], [null], [[]]])('entries %j are no match', (entry) => {
  expect(readMatches(bundle(entry, 0))).toEqual({ patients: [], unreadable: 0, incomplete: false });
});

test.each([
  ['no NHS number', { resource: { resourceType: 'Patient' } }],
  ['an NHS number that is none', { resource: patient('9000000000') }],
  ['an NHS number that is no text', { resource: { resourceType: 'Patient', id: 9000000009 } }],
  ['no resource', { search: { mode: 'match' } }],
  ['another resource', { resource: { resourceType: 'Organization', id: 'x' } }],
  ['nothing', null],
  ['a text', 'Patient'],
])('an entry with %s is counted and costs no other', (_case, entry) => {
  const body = bundle([
    { resource: patient('9000000009') },
    entry,
    { resource: patient('9000000025') },
  ]);
  expect(numbers(body)).toEqual(['9000000009', '9000000025']);
  expect(readMatches(body).unreadable).toBe(1);
});

const outcome = (severity: string) => ({
  search: { mode: 'outcome' },
  resource: { resourceType: 'OperationOutcome', issue: [{ severity, code: 'processing' }] },
});

test.each([
  ['information', false],
  ['warning', true],
  ['error', true],
])('an outcome of severity %s among the matches is none of them', (severity, incomplete) => {
  expect(
    readMatches(bundle([outcome(severity), { resource: patient('9000000009') }], 1)),
  ).toMatchObject({ patients: [{ nhsNumber: '9000000009' }], unreadable: 0, incomplete });
});

test('what is only sent along is no match', () => {
  const included = { search: { mode: 'include' }, resource: { resourceType: 'Organization' } };
  expect(readMatches(bundle([included]))).toMatchObject({ patients: [], unreadable: 0 });
});

test('says when there are more than it gave', () => {
  expect(readMatches(bundle([{ resource: patient('9000000009') }], 2)).incomplete).toBe(true);
  expect(readMatches(bundle([{ resource: patient('9000000009') }, null], 2)).incomplete).toBe(
    false,
  );
});

test.each([[null], [{}], [[]], [patient('9000000009')], [bundle({})], [bundle('x')]])(
  '%j is no list of matches',
  (body) => {
    expect(() => readMatches(body)).toThrow(AnswerNotUnderstood);
  },
);
