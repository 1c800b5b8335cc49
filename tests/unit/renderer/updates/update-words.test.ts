import { describe, expect, it, test } from 'vitest';
import type { UpdateActivity } from '../../../../electron/contract/updates.ts';
import {
  activityWords,
  availableWords,
  blockerWords,
  blocksInstall,
  downloadedPercent,
  readyWords,
} from '../../../../renderer/updates/update-words.ts';

const checkedAt = new Date(2026, 10, 23, 9, 5).getTime();

describe('the line below the sign-in page', () => {
  it.each<[UpdateActivity, string]>([
    [{ kind: 'unmanaged', reason: 'msi' }, 'Updates are managed by your organisation'],
    [{ kind: 'unmanaged', reason: 'not-supported' }, 'This copy does not update itself'],
    [{ kind: 'up-to-date', checkedAt: null, olderOffer: null }, 'Not checked for updates yet'],
    [{ kind: 'up-to-date', checkedAt, olderOffer: null }, 'Up to date, checked at 09:05'],
    [
      { kind: 'up-to-date', checkedAt, olderOffer: '1.2.2' },
      'Up to date, checked at 09:05 (version 1.2.2 is on offer, but it is older and was not taken)',
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
    expect(blockerWords('record-open')).toContain('close the patient’s record');
    expect(blocksInstall('record-open')).toBe(true);
  });

  it('a sign-in that would only be ended is said and no obstacle', () => {
    expect(blockerWords('signed-in')).toContain('logs you out first');
    expect(blocksInstall('signed-in')).toBe(false);
  });

  it('nothing in the way needs no words', () => {
    expect(blockerWords(null)).toBeNull();
    expect(blocksInstall(null)).toBe(false);
  });
});

test('an overdue or required update says so whatever was chosen', () => {
  expect(readyWords('tonight', 'overdue', 'nobody')).toContain('more than a week');
  expect(readyWords('tonight', 'required', 'nobody')).toContain('Your organisation needs this');
  expect(readyWords('tonight', 'normal', 'nobody')).toContain('installed tonight');
});

test('an update that somebody must be there for is never promised for tonight', () => {
  for (const attendance of ['somebody', 'administrator'] as const) {
    expect(readyWords('tonight', 'normal', attendance)).not.toContain('tonight');
    expect(readyWords(null, 'required', attendance)).toContain('when you log out');
  }
  expect(readyWords(null, 'normal', 'administrator')).toContain('ask for an administrator');
  expect(readyWords(null, 'normal', 'somebody')).toContain('The last try did not work');
});

test.each(['normal', 'overdue', 'required'] as const)(
  'an update to download (%s) interrupts nobody',
  (urgency) => {
    expect(availableWords(urgency)).toContain('You can carry on working');
  },
);

test.each([
  [0, 0, 0],
  [1, 3, 33],
  [3, 3, 100],
  [5, 3, 100],
])('%i of %i bytes is %i per cent', (transferred, total, percent) => {
  expect(downloadedPercent(transferred, total)).toBe(percent);
});
