import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestKeptWork } from '../../../../electron/contract/kept-work.ts';
import {
  longestFilter,
  type RoleChoice,
  readRoleChoice,
  writeRoleChoice,
} from '../../../../renderer/role/role-choice.ts';

const choice: RoleChoice = {
  filter: 'hill sur',
  roleId: '555043308599',
  scroll: 12.5,
  focus: 'role-filter',
};

describe('a kept choice of a role', () => {
  it.each<RoleChoice>([
    choice,
    { ...choice, filter: '', roleId: null, focus: null },
    { ...choice, filter: '\u0001'.repeat(longestFilter), roleId: '9'.repeat(20) },
  ])('comes back as it was, and fits: %j', (kept) => {
    expect(readRoleChoice(writeRoleChoice(kept))).toEqual(kept);
    expect(writeRoleChoice(kept).length).toBeLessThan(longestKeptWork);
  });

  it.each([
    ['filter', 7],
    ['filter', 'x'.repeat(longestFilter + 1)],
    ['roleId', 'nurse'],
    ['roleId', '9'.repeat(21)],
    ['roleId', undefined],
    ['scroll', -1],
    ['scroll', '0'],
    ['focus', 'a[href]'],
    ['focus', 'x'.repeat(41)],
  ])('with a wrong %s is none at all: %j', (name, value) => {
    expect(readRoleChoice(JSON.stringify({ ...choice, [name]: value }))).toBeNull();
  });

  it('is never a crash, whatever text comes back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('null')), (text) => {
        expect(readRoleChoice(text)).toBeNull();
      }),
    );
  });
});
