import { expect, test } from 'vitest';
import type { Removal } from '../../../../renderer/patient/patient-model.ts';
import { registrationFacts, removalFacts } from '../../../../renderer/patient/registration.ts';

const now = new Date('2026-11-23T12:00:00Z');
const practice = (start: string | null, end: string | null = null) => ({
  odsCode: 'A83008',
  period: { start, end },
});
const removal = (start: string | null, end: string | null = null): Removal => ({
  reason: 'Transferred to Scotland',
  period: { start, end },
});
const words = (facts: ReturnType<typeof removalFacts>) =>
  facts.map(({ label, value }) => `${label}: ${value}`);

const since = 'Registered since: 01-Apr-2019';
const from = 'Registered from: 01-Apr-2019';
const reason = 'Reason: Transferred to Scotland';

test.each([
  ['a registration that goes on', practice('2019-04-01'), null, [since]],
  [
    'one with an end to come',
    practice('2019-04-01', '2027-01-31'),
    null,
    [since, 'Registered until: 31-Jan-2027'],
  ],
  [
    'one that ended',
    practice('2019-04-01', '2023-12-31'),
    null,
    [from, 'Registration ended: 31-Dec-2023'],
  ],
  [
    'one that is to come',
    practice('2030-01-01'),
    null,
    ['Registered from: 01-Jan-2030', 'Registration: Not yet begun'],
  ],
  [
    'one whose dates cannot be read',
    practice('2019-04-01', '?'),
    null,
    [from, 'Registration: Not known whether it is current'],
  ],
  [
    'one ended by a removal',
    practice('2019-04-01'),
    removal('2024-03-31'),
    [from, 'Registration ended: 31-Mar-2024', reason],
  ],
  [
    'one ended by a removal that has a last day',
    practice('2019-04-01'),
    removal('2020-01-01', '2021-12-31'),
    [from, 'Registration ended: 01-Jan-2020', reason],
  ],
  [
    'one ended by a removal without a date',
    practice('2019-04-01'),
    removal(null),
    [from, 'Registration ended: Date not known', reason],
  ],
  [
    'one ended by a removal whose date cannot be read',
    practice('2019-04-01'),
    removal('?', '?'),
    [from, 'Registration ended: Date not known', reason],
  ],
  [
    'one after a removal that is not over',
    practice('2024-04-01'),
    removal('2024-03-31'),
    ['Registered from: 01-Apr-2024', 'Registration ended: 31-Mar-2024', reason],
  ],
  [
    'a later one, after a removal that is over',
    practice('2023-05-01'),
    removal('2020-01-01', '2021-12-31'),
    ['Registered since: 01-May-2023'],
  ],
  [
    'one with a removal to come',
    practice('2019-04-01'),
    removal('2027-02-01'),
    [since, 'Registration ends: 01-Feb-2027', reason],
  ],
])('%s', (_case, registered, removed, expected) => {
  expect(words(registrationFacts(registered, removed, now))).toEqual(expected);
});

test('a removal stands by itself where there is no practice any more', () => {
  expect(words(removalFacts(removal('2024-03-31'), now))).toEqual([
    'Registration ended: 31-Mar-2024',
    reason,
  ]);
});
