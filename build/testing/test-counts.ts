export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** The part of Vitest's JSON report that is counted and told. */
export interface VitestReport {
  readonly testResults: readonly {
    /** Absolute path of the file. */
    readonly name: string;
    readonly status: string;
    /** Why the file itself could not be run; else empty. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/**
 * Counts the tests of a Vitest run. What did not pass counts as failed, skipped tests too: there
 * are none. So does a file that could not be run, a run that failed for another reason, and a run
 * without any test.
 *
 * @param report null when Vitest wrote none
 */
export function countTests(report: VitestReport | null, exitCode: number): TestCounts {
  let passed = 0;
  let failed = 0;
  for (const file of report?.testResults ?? []) {
    const bad = file.assertionResults.filter(({ status }) => status !== 'passed').length;
    passed += file.assertionResults.length - bad;
    failed += bad === 0 && file.status !== 'passed' ? 1 : bad;
  }
  const isUnexplained = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: isUnexplained ? 1 : failed };
}

/** All counts together. */
export function total(counts: readonly TestCounts[]): TestCounts {
  return counts.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

/**
 * What it counts for that the package could not be tested here, and the words to say so: nothing
 * on somebody's own PC, a failure where `CI` is set. Nobody reads along there.
 */
export function packageNotTested(environment: Readonly<Record<string, string | undefined>>): {
  readonly counts: TestCounts;
  readonly words: string;
} {
  const isCi = (environment['CI'] ?? '') !== '';
  const words = 'The package was not tested: that takes Linux and root (npm run test:packaged).';
  return {
    counts: { passed: 0, failed: isCi ? 1 : 0 },
    words: isCi ? `${words} With CI set, that counts as a failure.` : words,
  };
}

/** The last line of `npm test`. */
export function summaryLine({ passed, failed }: TestCounts): string {
  return `${passed} passed, ${failed} failed`;
}
