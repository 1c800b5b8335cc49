import { describe, expect, it, test } from 'vitest';
import type { UpdateActivity } from '../../../../electron/contract/updates.ts';
import {
  activityWords,
  blocksInstall,
  downloadedPercent,
  hindranceWords,
  readyWords,
} from '../../../../renderer/updates/update-words.ts';

describe('the line below the sign-in page', () => {
  it.each<[UpdateActivity, string]>([
    [{ kind: 'unmanaged', reason: 'msi' }, 'Updates are managed by your organisation'],
    [{ kind: 'unmanaged', reason: 'not-supported' }, 'This copy does not update itself'],
    [{ kind: 'up-to-date', checkedAt: null }, 'Not checked for updates yet'],
    [
      { kind: 'up-to-date', checkedAt: new Date(2026, 10, 23, 9, 5).getTime() },
      'Up to date, checked at 09:05',
    ],
    [
      { kind: 'downloading', version: '1.2.3', transferred: 1, total: 2 },
      'Downloading version 1.2.3',
    ],
  ])('%j reads %s', (activity, words) => {
    expect(activityWords(activity)).toBe(words);
  });
});

describe('what stands in the way of installing now', () => {
  it('says what to do first', () => {
    expect(hindranceWords('record-open')).toContain('close the patient’s record');
    expect(blocksInstall('record-open')).toBe(true);
  });

  it('a sign-in that would only be ended is said and no obstacle', () => {
    expect(hindranceWords('signed-in')).toContain('signs you out first');
    expect(blocksInstall('signed-in')).toBe(false);
  });

  it('nothing in the way needs no words', () => {
    expect(hindranceWords(null)).toBeNull();
    expect(blocksInstall(null)).toBe(false);
  });
});

test('an overdue or required update says so whatever was chosen', () => {
  expect(readyWords('tonight', 'overdue')).toContain('more than a week');
  expect(readyWords('tonight', 'required')).toContain('Your organisation needs this version');
  expect(readyWords('tonight', 'normal')).toContain('installed tonight');
});

test.each([
  [0, 0, 0],
  [1, 3, 33],
  [3, 3, 100],
  [5, 3, 100],
])('%i of %i bytes is %i per cent', (transferred, total, percent) => {
  expect(downloadedPercent(transferred, total)).toBe(percent);
});
