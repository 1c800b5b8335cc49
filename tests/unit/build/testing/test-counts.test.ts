import { describe, expect, it } from 'vitest';
import {
  countTests,
  packageNotTested,
  summaryLine,
  total,
  type VitestReport,
} from '../../../../build/testing/test-counts.ts';

function report(...files: { status: string; tests: string[] }[]): VitestReport {
  return {
    testResults: files.map(({ status, tests }, index) => ({
      name: `/checkout/tests/${index}.test.ts`,
      status,
      message: '',
      assertionResults: tests.map((test) => ({ ancestorTitles: [], title: 'it', status: test })),
    })),
  };
}

describe('counting tests', () => {
  it('counts what passed and what did not', () => {
    const run = report(
      { status: 'passed', tests: ['passed', 'passed'] },
      { status: 'failed', tests: ['passed', 'failed'] },
    );
    expect(countTests(run, 1)).toEqual({ passed: 3, failed: 1 });
  });

  it.each(['skipped', 'pending', 'todo'])('counts a %s test as failed', (status) => {
    const run = report({ status: 'passed', tests: ['passed', status] });
    expect(countTests(run, 0)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    const run = report({ status: 'passed', tests: ['passed'] }, { status: 'failed', tests: [] });
    expect(countTests(run, 1)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a run that failed outside its tests, crashed or ran nothing as one failure', () => {
    const good = report({ status: 'passed', tests: ['passed'] });
    expect(countTests(good, 1)).toEqual({ passed: 1, failed: 1 });
    expect(countTests(null, 137)).toEqual({ passed: 0, failed: 1 });
    expect(countTests(report(), 0)).toEqual({ passed: 0, failed: 1 });
  });

  it('adds the stages up into the last line', () => {
    const sum = total([
      { passed: 1, failed: 0 },
      { passed: 40, failed: 2 },
    ]);
    expect(summaryLine(sum)).toBe('41 passed, 2 failed');
  });
});

describe('a package that could not be tested', () => {
  it('fails a run in CI, in words', () => {
    const { counts, words } = packageNotTested({ CI: 'true' });
    expect(counts).toEqual({ passed: 0, failed: 1 });
    expect(words).toMatch(/was not tested.*counts as a failure/);
  });

  it.each([
    ['unset', {}],
    ['empty', { CI: '' }],
  ])('is only told where CI is %s', (_case, environment) => {
    const { counts, words } = packageNotTested(environment);
    expect(counts).toEqual({ passed: 0, failed: 0 });
    expect(words).toMatch(/was not tested/);
    expect(words).not.toContain('failure');
  });
});
