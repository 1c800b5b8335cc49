import { describe, expect, it } from 'vitest';
import { lockReasonSchema } from '../../../../electron/contract/session.ts';
import { lockedWords, loggedOutWords } from '../../../../renderer/lock/lock-reason.ts';
import { announcement, timeLeftWords } from '../../../../renderer/lock/time-left.ts';
import { untilWords } from '../../../../renderer/shell/session-end.ts';

describe('the words of a lock', () => {
  it('say each reason differently', () => {
    const reasons = lockReasonSchema.options;
    expect(new Set(reasons.map(lockedWords)).size).toBe(reasons.length);
    expect(lockedWords('user')).toBe('You locked CareDesk.');
    expect(lockedWords('suspended')).toBe('CareDesk locked itself because this PC went to sleep.');
    expect(loggedOutWords('inactivity', true)).toBe(
      'CareDesk locked itself because nobody was using it, and it was not unlocked in time. It has kept nothing.',
    );
  });

  it.each([
    [120, '2 minutes'],
    [105, '1 minute 45 seconds'],
    [61, '1 minute 1 second'],
    [60, '1 minute'],
    [1, '1 second'],
    [0, '0 seconds'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(timeLeftWords(seconds)).toBe(words);
  });

  it('are announced four times in two minutes, the start included', () => {
    const said: string[] = [];
    for (let left = 120; left >= 0; left--) {
      const words = announcement(left, 'CareDesk locks');
      if (words !== said.at(-1)) said.push(words);
    }
    expect(said).toEqual([
      '',
      'CareDesk locks in 1 minute.',
      'CareDesk locks in 30 seconds.',
      'CareDesk locks in 10 seconds.',
    ]);
  });

  it('say until when, also past midnight', () => {
    const now = new Date(2026, 10, 26, 23, 50);
    expect(untilWords(new Date(2026, 10, 26, 23, 59).getTime(), now)).toBe('23:59');
    expect(untilWords(new Date(2026, 10, 27, 0, 35).getTime(), now)).toBe('00:35 tomorrow');
  });
});
