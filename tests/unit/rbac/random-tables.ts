import type { RbacTables } from '../../../electron/rbac/rbac-tables.ts';

/** Whole numbers from 0 to below `limit`, the same for the same seed (mulberry32). */
export type Random = (limit: number) => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

function listOf<T>(length: number, item: () => T): T[] {
  return Array.from({ length }, item);
}

/** One of a dozen activities, so that chains, cycles and repeats are common. */
export function randomActivity(random: Random): string {
  return `B00${String(random(12)).padStart(2, '0')}`;
}

export function randomJobRole(random: Random): string {
  return `R80${String(random(8)).padStart(2, '0')}`;
}

export function randomActivities(random: Random, most: number): string[] {
  return [...new Set(listOf(random(most + 1), () => randomActivity(random)))];
}

const pieces = [
  'Nurse',
  ' ',
  '"',
  ',',
  ';',
  "'",
  'é',
  '€',
  '護',
  '/',
  '(',
  ')',
  '&',
  '=',
  '-',
  '\\',
];

function randomName(random: Random): string {
  return `N${listOf(random(12), () => pieces[random(pieces.length)] ?? '').join('')}.`;
}

/** Tables that keep every rule of the format, with names that are hard to write down. */
export function randomTables(random: Random): RbacTables {
  const lists = (code: () => string) =>
    new Map(
      listOf(1 + random(10), () => [
        code(),
        [randomActivity(random), ...randomActivities(random, 3)],
      ]).map(([key, list]) => [String(key), [...new Set(list)]]),
    );
  return {
    baseline: lists(() => randomJobRole(random)),
    includes: lists(() => randomActivity(random)),
    names: new Map(
      listOf(random(10), () => [
        random(2) === 0 ? randomActivity(random) : randomJobRole(random),
        randomName(random),
      ]),
    ),
    source: { kind: 'imported', description: 'random' },
  };
}
