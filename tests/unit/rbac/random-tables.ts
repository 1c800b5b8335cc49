import type { RbacTables } from '../../../electron/rbac/rbac-tables.ts';
import type { Random } from '../../seeded-random.ts';

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
