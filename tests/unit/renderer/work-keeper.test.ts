import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkKeeper } from '../../../renderer/work-keeper.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function startKeeper() {
  const sent: string[] = [];
  const keeper = createWorkKeeper(async (work) => {
    sent.push(work);
    throw new Error('main is not there');
  });
  return { keeper, sent };
}

describe('what is kept', () => {
  it('is sent a quarter of a second after the first change, as it is by then', () => {
    const { keeper, sent } = startKeeper();
    let typed = '';
    for (const key of ['W', 'h', 'i', 't', 'f']) {
      typed += key;
      keeper.changed(() => typed);
      vi.advanceTimersByTime(100);
    }
    // Somebody who types without a pause is kept all the same.
    expect(sent).toEqual(['Whi']);
    vi.advanceTimersByTime(250);
    expect(sent).toEqual(['Whi', 'Whitf']);
    vi.advanceTimersByTime(10_000);
    expect(sent).toHaveLength(2);
  });

  it('is sent at once when the page is about to go, and once', () => {
    const { keeper, sent } = startKeeper();
    keeper.flush();
    keeper.changed(() => 'work');
    keeper.flush();
    keeper.flush();
    vi.advanceTimersByTime(10_000);
    expect(sent).toEqual(['work']);
  });

  it('is never sent by a screen that is gone', () => {
    const { keeper, sent } = startKeeper();
    keeper.changed(() => 'of the role before');
    keeper.drop();
    keeper.flush();
    vi.advanceTimersByTime(10_000);
    expect(sent).toEqual([]);
    keeper.changed(() => 'new');
    vi.advanceTimersByTime(250);
    expect(sent).toEqual(['new']);
  });
});
