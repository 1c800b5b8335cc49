import { describe, expect, it } from 'vitest';
import { refusedSwitch } from '../../../electron/window/command-line.ts';

describe('the command line of an installed CareDesk', () => {
  it.each(['remote-debugging-port', 'user-data-dir', 'ignore-certificate-errors', 'no-sandbox'])(
    'refuses --%s',
    (given) => {
      expect(refusedSwitch((name) => name === given)).toBe(given);
    },
  );

  it('accepts what an administrator may give', () => {
    expect(refusedSwitch((name) => ['lang', 'disable-gpu'].includes(name))).toBeNull();
  });
});
