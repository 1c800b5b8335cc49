/**
 * Whether version `a` is newer than `b` by the precedence of semver.org 2.0.0, section 11: numbers
 * by value, a pre-release before its release, its identifiers one by one.
 * Both have the shape of `versionSchema`.
 */
export function isNewer(a: string, b: string): boolean {
  return compareVersions(a, b) > 0;
}

function compareVersions(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  const numbers = compareInTurn(left.numbers, right.numbers);
  if (numbers !== 0) return numbers;
  if (left.label.length === 0 || right.label.length === 0) {
    return right.label.length - left.label.length;
  }
  return compareInTurn(left.label, right.label);
}

function partsOf(version: string): { numbers: string[]; label: string[] } {
  const dash = version.indexOf('-');
  const release = dash < 0 ? version : version.slice(0, dash);
  const label = dash < 0 ? [] : version.slice(dash + 1).split('.');
  return { numbers: release.split('.'), label };
}

function compareInTurn(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const order = compareIdentifiers(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const digits = /^\d+$/;

function compareIdentifiers(a: string, b: string): number {
  if (digits.test(a) && digits.test(b)) {
    const difference = BigInt(a) - BigInt(b);
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  }
  if (digits.test(a) !== digits.test(b)) return digits.test(a) ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
