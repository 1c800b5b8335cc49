import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of a process and everything it started, from /proc. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = parentOf(pid);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree: number[] = [];
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    tree.push(pid);
    open.push(...(children.get(pid) ?? []));
  }
  return tree;
}

/**
 * Proportional set size of a process tree in MiB: shared pages are divided among those who share
 * them, so that the sum is what the app really costs. Processes that have just ended count 0.
 */
export function proportionalSetSize(root: number): { mib: number; processes: number } {
  let kib = 0;
  let processes = 0;
  for (const pid of processTree(root)) {
    const pss = pssOf(pid);
    if (pss === null) continue;
    kib += pss;
    processes += 1;
  }
  return { mib: kib / 1024, processes };
}

/**
 * The same in MiB of one process alone, and of those among its children that Chromium runs as this
 * kind of utility, if one is named.
 */
export function ownSetSize(root: number, utility: string | null): number {
  const counted = processTree(root).filter((pid) => pid === root || isUtility(pid, utility));
  return counted.reduce((sum, pid) => sum + (pssOf(pid) ?? 0), 0) / 1024;
}

function isUtility(pid: number, kind: string | null): boolean {
  if (kind === null) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--utility-sub-type=${kind}`);
  } catch {
    return false;
  }
}

function pssOf(pid: number): number | null {
  try {
    const match = /^Pss:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return match === null ? null : Number(match[1]);
  } catch {
    return null;
  }
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command in parentheses may hold spaces: the fields start after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[1]);
  } catch {
    return null;
  }
}
