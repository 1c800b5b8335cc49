import { stripVTControlCharacters } from 'node:util';
import type { VitestReport } from './test-counts.ts';

/** A test or a stage that failed, as the end of a run tells it. */
export interface Failure {
  /** Path of the test file in the checkout; null for a stage. */
  readonly file: string | null;
  /** The test with the names of its groups, or the stage. */
  readonly name: string;
  readonly message: string;
}

/** Lines of a message that are told: enough to know what failed, the rest is in the log. */
const linesTold = 8;

/**
 * The tests of a Vitest run that did not pass; skipped ones too, as they count. A file that could not
 * be run is one failure.
 *
 * @param root the checkout, which is left out of the files' names
 */
export function failuresIn(report: VitestReport, root: string): readonly Failure[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
    const tests = assertionResults
      .filter((test) => test.status !== 'passed')
      .map(
        (test): Failure => ({
          file,
          name: [...test.ancestorTitles, test.title].join(' > '),
          message: test.failureMessages?.join('\n') || test.status,
        }),
      );
    if (tests.length > 0 || status === 'passed') return tests;
    return [{ file, name: 'the file itself', message }];
  });
}

function firstLines(message: string): readonly string[] {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const more = lines.length - linesTold;
  return more > 0 ? [...lines.slice(0, linesTold), `… (${more} more lines above)`] : lines;
}

/** What is printed just before the last line of a run: whoever sees only its end knows what failed. */
export function failureLines(failures: readonly Failure[]): readonly string[] {
  if (failures.length === 0) return [];
  return [
    '── what failed',
    ...failures.flatMap(({ file, name, message }) => [
      '',
      file === null ? `✗ ${name}` : `✗ ${file}`,
      ...(file === null ? [] : [`  ${name}`]),
      ...firstLines(message).map((line) => `    ${line}`),
    ]),
  ];
}
