import { describe, expect, it } from 'vitest';
import { failureLines, failuresIn } from '../../../../build/testing/failures.ts';
import type { VitestReport } from '../../../../build/testing/test-counts.ts';

type File = VitestReport['testResults'][number];

const file = (name: string, others: Partial<File>): File => ({
  name: `/checkout/tests/${name}`,
  status: 'failed',
  message: '',
  assertionResults: [],
  ...others,
});

const passing = { ancestorTitles: ['a room'], title: 'opens', status: 'passed' };
const failing = {
  ancestorTitles: ['a room', 'with a door'],
  title: 'closes',
  status: 'failed',
  failureMessages: ['AssertionError: expected 1 to be 2\n    at door.test.ts:3:4'],
};

describe('what failed in a Vitest run', () => {
  it('is nothing when all passed', () => {
    const report = { testResults: [file('a', { status: 'passed', assertionResults: [passing] })] };
    expect(failuresIn(report, '/checkout')).toEqual([]);
  });

  it('names file, groups, test and message', () => {
    const report = {
      testResults: [file('door.test.ts', { assertionResults: [passing, failing] })],
    };
    expect(failuresIn(report, '/checkout')).toEqual([
      {
        file: 'tests/door.test.ts',
        name: 'a room > with a door > closes',
        message: 'AssertionError: expected 1 to be 2\n    at door.test.ts:3:4',
      },
    ]);
  });

  it('names a test that was skipped, which counts as failed', () => {
    const skipped = { ...passing, status: 'skipped', failureMessages: [] };
    const report = { testResults: [file('a', { status: 'passed', assertionResults: [skipped] })] };
    expect(failuresIn(report, '/checkout')).toMatchObject([
      { name: 'a room > opens', message: 'skipped' },
    ]);
  });

  it('names a file that could not be run, and why', () => {
    const report = { testResults: [file('broken.test.ts', { message: 'SyntaxError: no' })] };
    expect(failuresIn(report, '/checkout')).toEqual([
      { file: 'tests/broken.test.ts', name: 'the file itself', message: 'SyntaxError: no' },
    ]);
  });
});

describe('the end of a run', () => {
  it('says nothing when nothing failed', () => {
    expect(failureLines([])).toEqual([]);
  });

  it('tells every failure with the first lines of its message, without colours', () => {
    const message = [
      '\u001b[31mAssertionError\u001b[39m: no',
      '',
      ...Array.from({ length: 9 }, (_, n) => `line ${n + 2}`),
    ].join('\n');
    expect(
      failureLines([
        { file: 'tests/door.test.ts', name: 'a room > closes', message },
        { file: null, name: 'types', message: 'TS2345' },
      ]),
    ).toEqual([
      '── what failed',
      '',
      '✗ tests/door.test.ts',
      '  a room > closes',
      '    AssertionError: no',
      ...Array.from({ length: 7 }, (_, n) => `    line ${n + 2}`),
      '    … (2 more lines above)',
      '',
      '✗ types',
      '    TS2345',
    ]);
  });
});
