import { describe, expect, it } from 'vitest';
import { createLockWatch, looksBeforeLocked } from '../../../electron/workstation/lock-watch.ts';

function lookAt(watch: ReturnType<typeof createLockWatch>, ...seen: boolean[]) {
  return seen.map((isLocked) => watch.seen(isLocked)).filter((news) => news !== null);
}

const longEnough = Array.from({ length: looksBeforeLocked }, () => true);

describe('the lock of a desktop', () => {
  it('is news as soon as it is told, and once', () => {
    const watch = createLockWatch();
    expect(watch.told('locked')).toBe('locked');
    expect(watch.told('locked')).toBeNull();
    expect(lookAt(watch, ...longEnough, true)).toEqual([]);
    expect(watch.told('unlocked')).toBe('unlocked');
    expect(watch.told('unlocked')).toBeNull();
    expect(lookAt(watch, false)).toEqual([]);
  });

  it('that nobody tells is found by looking, and so is its end', () => {
    const watch = createLockWatch();
    expect(lookAt(watch, false, ...longEnough, true, true)).toEqual(['locked']);
    expect(lookAt(watch, false, false)).toEqual(['unlocked']);
  });

  it('is not what another desktop is that goes away soon: a prompt for an administrator', () => {
    const watch = createLockWatch();
    const soon = longEnough.slice(1);
    expect(lookAt(watch, ...soon, false, ...soon, false)).toEqual([]);
  });

  it('is not over because the event came before the desktop was changed', () => {
    const watch = createLockWatch();
    watch.told('locked');
    expect(lookAt(watch, false, false, true)).toEqual([]);
    expect(lookAt(watch, false)).toEqual(['unlocked']);
  });

  it('that was found is over as soon as its end is told, also while it is still seen', () => {
    const watch = createLockWatch();
    lookAt(watch, ...longEnough);
    expect(watch.told('unlocked')).toBe('unlocked');
    expect(lookAt(watch, true, false)).toEqual([]);
  });
});
