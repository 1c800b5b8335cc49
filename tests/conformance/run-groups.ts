import type { ConformanceCase, ConformanceGroup, Verdict } from './conformance-case.ts';

/** A case and what came of it. */
export interface SettledCase {
  readonly tried: ConformanceCase;
  readonly verdict: Verdict;
}

/** A group and what came of each of its cases, the control first. */
export interface SettledGroup {
  readonly group: ConformanceGroup;
  readonly settled: readonly SettledCase[];
}

/** Runs every case of every group, one after another: some of them change the whole process. */
export async function runGroups(
  groups: readonly ConformanceGroup[],
): Promise<readonly SettledGroup[]> {
  const all: SettledGroup[] = [];
  for (const group of groups) {
    const settled: SettledCase[] = [];
    for (const tried of [group.control, ...group.cases]) {
      settled.push({ tried, verdict: await tried.run() });
    }
    all.push({ group, settled });
  }
  return all;
}
