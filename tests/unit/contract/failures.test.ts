import { describe, expect, test } from 'vitest';
import { failureCodes, isFailureCode, wordsFor } from '../../../electron/contract/failures.ts';

describe('the words for a failure', () => {
  test.each(failureCodes)('%s says what happened, what it means and what to do', (code) => {
    const { title, explanation, nextStep } = wordsFor(code);
    expect(title).toMatch(/^\S.*[^.\s]$/);
    expect(explanation).toMatch(/^\S.*\.$/);
    expect(nextStep).toMatch(/^\S.*\.$/);
  });

  test.each(failureCodes)('%s is a stable identifier', (code) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
  });

  test('no two failures read the same', () => {
    const texts = failureCodes.map((code) => JSON.stringify(wordsFor(code)));
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('isFailureCode', () => {
  test('knows every code', () => {
    expect(failureCodes.length).toBeGreaterThan(0);
    expect(failureCodes.every(isFailureCode)).toBe(true);
  });

  test.each(['', 'api_busy', 'toString', '__proto__', 'constructor', null, undefined, 7, {}])(
    'refuses %j',
    (value) => {
      expect(isFailureCode(value)).toBe(false);
    },
  );
});
