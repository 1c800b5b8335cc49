/**
 * The name somebody most likely meant, or null when none is near: a letter wrong, missing, too many
 * or swapped with its neighbour counts one, capital letters and marks between words count nothing.
 */
export function nearestName(written: string, names: readonly string[]): string | null {
  const wanted = plain(written);
  if (wanted === '' || wanted.length > 60) return null;
  const [nearest] = names
    .map((name) => ({ name, steps: distance(wanted, plain(name)) }))
    .filter(({ name, steps }) => steps <= Math.max(1, Math.floor(plain(name).length / 4)))
    .toSorted((a, b) => a.steps - b.steps);
  return nearest?.name ?? null;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** Optimal string alignment distance (Damerau-Levenshtein, no substring edited twice). */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const steps = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        ...(row > 1 && column > 1 && isSwapped ? [(before[column - 2] ?? 0) + 1] : []),
      ];
      current.push(Math.min(...steps));
    }
    before = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
