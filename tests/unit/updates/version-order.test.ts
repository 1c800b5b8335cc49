import { expect, test } from 'vitest';
import { isNewer } from '../../../electron/updates/version-order.ts';

/** The order of semver.org 2.0.0, section 11, and numbers that text would put the other way. */
const ordered = [
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.9',
  '1.0.10',
  '1.2.0',
  '1.10.0',
  '2.0.0',
  '10.0.0',
  '10.0.9007199254740992',
  '10.0.9007199254740993',
];

test.each(ordered.map((version, at) => [version, at] as const))(
  '%s has its place in the order',
  (version, at) => {
    for (const [other, place] of ordered.map((name, index) => [name, index] as const)) {
      expect(isNewer(version, other)).toBe(at > place);
    }
  },
);
