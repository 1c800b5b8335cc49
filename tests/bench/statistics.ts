/** The value at a share of the sorted values (nearest rank), NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/**
 * How likely chance alone wins at least so many of the rounds (one-sided sign test), between 0 and
 * 1: a small value speaks for a true lead.
 */
export function chanceOfWinning(won: number, rounds: number): number {
  let ways = 1;
  let tail = 0;
  for (let wins = 0; wins <= rounds; wins++) {
    if (wins >= won) tail += ways;
    ways = (ways * (rounds - wins)) / (wins + 1);
  }
  return tail / 2 ** rounds;
}
