import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  closingTimeout,
  createLifeCycle,
  type LifeCycle,
  quittingTimeout,
} from '../../../electron/app/life-cycle.ts';
import { createManualClock } from '../ground/manual-clock.ts';

let clock: ReturnType<typeof createManualClock>;
/** What happened, in order. */
let happened: string[];
let close: () => Promise<void>;
let lifeCycle: LifeCycle;

function create(rooms: 'open' | 'not yet' = 'open'): LifeCycle {
  const note = (what: string) => () => void happened.push(what);
  return createLifeCycle({
    clock,
    rooms: () =>
      rooms === 'not yet'
        ? null
        : Promise.resolve({
            close: () => close(),
            updates: Object.assign(Object.create(null), {
              dispose: note('updates stop'),
              sessionEnding: note('updates wait'),
            }),
          }),
    window: { startAgain: note('window to front'), destroy: note('window gone') },
    closeKeychain: note('keychain closed'),
    quit: note('quit'),
    relaunch: note('start again'),
    end: note('end'),
  });
}

beforeEach(() => {
  clock = createManualClock();
  happened = [];
  close = async () => void happened.push('signed out');
  lifeCycle = create();
});

const turns = () => new Promise((resolve) => setImmediate(resolve));

function quit() {
  const event = { preventDefault: vi.fn() };
  lifeCycle.quitting(event);
  return event.preventDefault.mock.calls.length === 0 ? 'goes on' : 'waits';
}

describe('closing CareDesk', () => {
  it('takes the window away, signs out, and only then quits', async () => {
    expect(quit()).toBe('waits');
    expect(happened).toEqual(['window gone']);
    await turns();
    expect(happened).toEqual([
      'window gone',
      'updates stop',
      'signed out',
      'keychain closed',
      'quit',
    ]);
    expect(quit()).toBe('goes on');
  });

  it('waits no less when it is asked twice', async () => {
    let signedOut: () => void = () => undefined;
    close = () =>
      new Promise((resolve) => {
        signedOut = resolve;
      });
    expect(quit()).toBe('waits');
    await turns();
    expect(quit()).toBe('waits');
    expect(happened).not.toContain('quit');
    signedOut();
    await turns();
    expect(happened.filter((what) => what === 'quit')).toHaveLength(1);
    expect(quit()).toBe('goes on');
  });

  it.each([
    ['hangs', () => new Promise<void>(() => undefined)],
    ['fails', () => Promise.reject(new Error('no'))],
  ])('quits although signing out %s', async (_how, how) => {
    close = how;
    quit();
    await turns();
    clock.advance(closingTimeout);
    await turns();
    const order = ['window gone', 'updates stop', 'keychain closed', 'quit'];
    expect(happened.slice(0, order.length)).toEqual(order);
  });

  it('ends the process when Electron does not', async () => {
    quit();
    await turns();
    clock.advance(quittingTimeout - 1);
    expect(happened).not.toContain('end');
    clock.advance(1);
    expect(happened.at(-1)).toBe('end');
  });

  it('has nothing to wait for before there is anything to close', () => {
    lifeCycle = create('not yet');
    expect(quit()).toBe('goes on');
  });
});

describe('starting CareDesk although it runs', () => {
  it('brings its window to the front', () => {
    lifeCycle.startedAgain();
    expect(happened).toEqual(['window to front']);
  });

  it('while it closes starts it again when it has', async () => {
    quit();
    lifeCycle.startedAgain();
    await turns();
    expect(happened.slice(-2)).toEqual(['start again', 'quit']);
    expect(happened).not.toContain('window to front');
  });

  it('in the moment before it ends starts it again as well', async () => {
    quit();
    await turns();
    lifeCycle.startedAgain();
    expect(happened.slice(-2)).toEqual(['quit', 'start again']);
  });
});

describe('Windows logging off', () => {
  it('ends nothing while it is only asked, and may be called off', async () => {
    lifeCycle.sessionEndAsked();
    await turns();
    expect(happened).toEqual(['updates wait']);
    expect(lifeCycle.isLeaving()).toBe(false);
  });

  it('signs out when it comes, and opens no window for it', async () => {
    lifeCycle.sessionEndAsked();
    lifeCycle.sessionEnded();
    expect(lifeCycle.isLeaving()).toBe(true);
    await turns();
    expect(happened).toContain('signed out');
  });

  it('signs out once, also when CareDesk is being closed', async () => {
    quit();
    lifeCycle.sessionEnded();
    await turns();
    expect(happened.filter((what) => what === 'signed out')).toHaveLength(1);
  });
});
