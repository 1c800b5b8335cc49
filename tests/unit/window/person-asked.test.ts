import { expect, it } from 'vitest';
import { clickExplains, createPersonAsked } from '../../../electron/window/person-asked.ts';

let now = 0;
const asked = () => createPersonAsked(() => now);

it('is false until a person clicks, and each click counts once', () => {
  const person = asked();
  expect(person.take('logIn')).toBe(false);
  person.note();
  expect([person.take('logIn'), person.take('logIn')]).toEqual([true, false]);
});

it('does not save clicks up', () => {
  const person = asked();
  for (let click = 0; click < 40; click += 1) person.note();
  expect([person.take('logIn'), person.take('logIn')]).toEqual([true, false]);
});

it.each(['link', 'logIn'] as const)('explains a %s for a while, and no longer', (what) => {
  const person = asked();
  person.note();
  now += clickExplains[what];
  expect(person.take(what)).toBe(true);
  person.note();
  now += clickExplains[what] + 1;
  expect(person.take(what)).toBe(false);
});
