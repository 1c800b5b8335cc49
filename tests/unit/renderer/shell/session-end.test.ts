import { expect, test } from 'vitest';
import { sessionEndWords } from '../../../../renderer/shell/session-end.ts';

const now = new Date(2026, 10, 23, 20, 30);

test('later today is a time alone', () => {
  const end = new Date(2026, 10, 23, 23, 5);
  expect(sessionEndWords(end.getTime(), now)).toBe('Session ends at 23:05');
});

test('after midnight says tomorrow, with 00 for the hour', () => {
  const end = new Date(2026, 10, 24, 0, 15);
  expect(sessionEndWords(end.getTime(), now)).toBe('Session ends tomorrow at 00:15');
});
