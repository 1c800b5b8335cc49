import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestKeptWork } from '../../../../electron/contract/kept-work.ts';
import {
  type KeptWork,
  longestField,
  readKeptWork,
  writeKeptWork,
} from '../../../../renderer/patient/kept-work.ts';
import type { SearchCriteria } from '../../../../renderer/patient/search-criteria.ts';

const roleId = '555043308599';

const criteria: SearchCriteria = {
  family: 'Whitfield',
  birthDate: '1958-03-14',
  given: 'Rosa',
  gender: 'female',
  postcode: null,
  fuzzy: false,
  offered: true,
};

const work: KeptWork = {
  roleId,
  place: { kind: 'record', nhsNumber: '9990100136', from: criteria },
  nhsNumber: '999 010',
  draft: {
    family: 'Whitf',
    given: 'Ro',
    day: '1',
    month: 'Mar',
    year: '',
    gender: 'female',
    postcode: 'LS1',
  },
  asked: { nhsNumber: false, draft: true },
  scroll: 312.5,
  focus: 'born-day',
};

/** The work as main keeps it, with one thing in it made wrong. */
function spoilt(path: string, value: unknown): string {
  const copy: unknown = JSON.parse(writeKeptWork(work));
  const names = path.split('.');
  const last = names.pop() ?? '';
  const owner = names.reduce<unknown>((part, name) => Reflect.get(Object(part), name), copy);
  Reflect.set(Object(owner), last, value);
  return JSON.stringify(copy);
}

describe('kept work', () => {
  it.each<KeptWork['place']>([
    work.place,
    { kind: 'find' },
    { kind: 'matches', criteria: { ...criteria, fuzzy: true } },
    { kind: 'matches', criteria: { ...criteria, history: true, givenIsOneName: true } },
    { kind: 'record', nhsNumber: '9990100136', from: null },
  ])('comes back as it was: %j', (place) => {
    const kept = { ...work, place };
    expect(readKeptWork(writeKeptWork(kept), roleId)).toEqual(kept);
  });

  it('of another role is nobody’s business', () => {
    expect(readKeptWork(writeKeptWork(work), '555043308600')).toBeNull();
  });

  it.each([
    ['place', null],
    ['place.kind', 'elsewhere'],
    ['place.nhsNumber', '9990100137'],
    ['place.nhsNumber', '../9990100136'],
    ['place.from', 'Whitfield'],
    ['place.from.birthDate', '14 March 1958'],
    ['place.from.gender', 'any'],
    ['place.from.fuzzy', 'no'],
    ['place.from.offered', false],
    ['nhsNumber', 9990100136],
    ['nhsNumber', 'x'.repeat(longestField.nhsNumber + 1)],
    ['draft', undefined],
    ['draft.family', 'x'.repeat(longestField.details + 1)],
    ['draft.day', 14],
    ['draft.gender', 'both'],
    ['asked', true],
    ['asked.draft', 'yes'],
    ['scroll', -1],
    ['scroll', null],
    ['focus', 'a[href]'],
    ['focus', 7],
  ])('with a wrong %s is none at all: %j', (path, value) => {
    expect(readKeptWork(spoilt(path, value), roleId)).toBeNull();
  });

  it('is never a crash, whatever text comes back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('null')), (text) => {
        expect(readKeptWork(text, roleId)).toBeNull();
      }),
    );
  });

  it('fits with every field full of the characters that JSON writes longest', () => {
    const full = '\u0001'.repeat(longestField.details);
    const most: SearchCriteria = { ...criteria, family: full, given: full, postcode: full };
    const text = writeKeptWork({
      ...work,
      place: { kind: 'record', nhsNumber: '9990100136', from: most },
      nhsNumber: '\u0001'.repeat(longestField.nhsNumber),
      draft: {
        family: full,
        given: full,
        day: full,
        month: full,
        year: full,
        gender: 'unknown',
        postcode: full,
      },
      focus: 'x'.repeat(40),
    });
    expect(readKeptWork(text, roleId)).not.toBeNull();
    expect(text.length).toBeLessThan(longestKeptWork);
  });
});
