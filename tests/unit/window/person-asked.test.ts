import { expect, it } from 'vitest';
import { createPersonAsked } from '../../../electron/window/person-asked.ts';

let now = 0;
const asked = () => createPersonAsked(() => now);

it('is false until a person clicks, and each click counts once', () => {
  const person = asked();
  expect(person.take()).toBe(false);
  person.note();
  expect([person.take(), person.take()]).toEqual([true, false]);
});

it('does not save clicks up', () => {
  const person = asked();
  for (let click = 0; click < 40; click += 1) person.note();
  expect([person.take(), person.take()]).toEqual([true, false]);
});

it('outlasts a slow server, and no more', () => {
  const person = asked();
  person.note();
  now += 120_000;
  expect(person.take()).toBe(true);
  person.note();
  now += 120_001;
  expect(person.take()).toBe(false);
});
