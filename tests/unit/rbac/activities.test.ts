import { describe, expect, it } from 'vitest';
import { effectiveActivities } from '../../../electron/rbac/activities.ts';
import { defaultRbacTables, type RbacTables } from '../../../electron/rbac/rbac-tables.ts';
import { seededRandom } from '../../seeded-random.ts';
import { randomActivities, randomJobRole, randomTables } from './random-tables.ts';

function tables(parts: {
  baseline?: Record<string, string[]>;
  includes?: Record<string, string[]>;
}): RbacTables {
  return {
    baseline: new Map(Object.entries(parts.baseline ?? {})),
    includes: new Map(Object.entries(parts.includes ?? {})),
    names: new Map(),
    source: { kind: 'imported', description: 'test' },
  };
}

function activities(code: string, activityCodes: readonly string[], from: RbacTables): string[] {
  return [...effectiveActivities({ code, activityCodes }, from)].sort();
}

describe('effective activities', () => {
  it('are the baseline of the job role, what was granted, and what both include', () => {
    const from = tables({
      baseline: { R8001: ['B0001'], R8002: ['B0009'] },
      includes: { B0001: ['B0002'], B0003: ['B0004'], B0008: ['B0007'] },
    });
    expect(activities('S8000:G8000:R8001', ['B0003'], from)).toEqual([
      'B0001',
      'B0002',
      'B0003',
      'B0004',
    ]);
  });

  it('follow inclusion to any depth, and end when activities include each other', () => {
    const from = tables({
      includes: { B0001: ['B0002'], B0002: ['B0003'], B0003: ['B0001', 'B0003', 'B0004'] },
    });
    expect(activities('', ['B0002'], from)).toEqual(['B0001', 'B0002', 'B0003', 'B0004']);
  });

  it('take the job role only from the last part of the role code', () => {
    const from = tables({ baseline: { R8001: ['B0001'], G8000: ['B0002'], S8000: ['B0003'] } });
    expect(activities('S8000:G8000:R8001', [], from)).toEqual(['B0001']);
    expect(activities('R8001', [], from)).toEqual(['B0001']);
    expect(activities('R8001:G8000:R8002', [], from)).toEqual([]);
  });

  it('are only what was granted when the job role is not in the tables', () => {
    expect(activities('S0080:G0450:R5080', ['B0015'], defaultRbacTables)).toEqual(['B0015']);
  });

  it('do not change the tables', () => {
    const from = tables({ baseline: { R8001: ['B0001'] }, includes: { B0001: ['B0002'] } });
    activities('R8001', ['B0003'], from);
    expect(from.baseline.get('R8001')).toEqual(['B0001']);
    expect(from.includes.get('B0001')).toEqual(['B0002']);
  });
});

describe('effective activities of any tables', () => {
  const cases = Array.from({ length: 500 }, (_, seed) => {
    const random = seededRandom(seed);
    const from = randomTables(random);
    const code = `S8000:G8000:${randomJobRole(random)}`;
    return { random, from, code, granted: randomActivities(random, 4) };
  });

  it('are exactly what a path of inclusions reaches from the baseline and the granted', () => {
    let beyondStart = 0;
    for (const { from, code, granted } of cases) {
      const start = new Set([...(from.baseline.get(code.slice(-5)) ?? []), ...granted]);
      const reached = reachableByMatrix(start, from.includes);
      expect(activities(code, granted, from)).toEqual([...reached].sort());
      if (reached.size > start.size) beyondStart += 1;
    }
    // Else the cases would not have tried inclusion.
    expect(beyondStart).toBeGreaterThan(100);
  });

  it('never shrink when more is granted, and do not grow when worked out again', () => {
    for (const { random, from, code, granted } of cases) {
      const once = activities(code, granted, from);
      expect(activities(code, once, from)).toEqual(once);
      const more = activities(code, [...granted, ...randomActivities(random, 3)], from);
      expect(more).toEqual(expect.arrayContaining(once));
    }
  });
});

/** Reachability worked out another way than in the product: Warshall's closure of all pairs. */
function reachableByMatrix(
  start: ReadonlySet<string>,
  includes: RbacTables['includes'],
): ReadonlySet<string> {
  const all = [...new Set([...start, ...[...includes].flatMap(([code, list]) => [code, ...list])])];
  const reaches = new Set<string>();
  for (const [code, list] of includes) for (const to of list) reaches.add(`${code}>${to}`);
  for (const via of all) {
    for (const from of all) {
      for (const to of all) {
        if (reaches.has(`${from}>${via}`) && reaches.has(`${via}>${to}`)) {
          reaches.add(`${from}>${to}`);
        }
      }
    }
  }
  return new Set(
    all.filter((to) => start.has(to) || [...start].some((from) => reaches.has(`${from}>${to}`))),
  );
}
