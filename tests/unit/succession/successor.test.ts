import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LeftBehind } from '../../../electron/succession/left-behind.ts';
import {
  createSuccessorStart,
  type StartedProcess,
  type SuccessorDependencies,
  successorTimeout,
} from '../../../electron/succession/successor.ts';
import { isSuccessor, successorArguments } from '../../../electron/succession/successor-process.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const first: LeftBehind = {
  session: { reason: 'user', failure: null, browserSession: 'may-remain' },
  logIn: 'no',
  updates: { checkAt: null, signedOutAt: null },
};
const final: LeftBehind = {
  ...first,
  session: { ...first.session, browserSession: 'ending' },
};

let clock: ReturnType<typeof createManualClock>;
/** What happened, in order. */
let happened: string[];
let ended: (how: 'closed' | 'failed') => void;
let start: () => StartedProcess;

beforeEach(() => {
  clock = createManualClock();
  happened = [];
  start = () => {
    happened.push('started');
    return {
      onEnd(listener) {
        ended = listener;
      },
      stop: () => void happened.push('stopped'),
    };
  };
});

function successorOf(given: Partial<SuccessorDependencies> = {}) {
  return createSuccessorStart({
    clock,
    isLeaving: () => false,
    handOver: ({ session }) => void happened.push(`left: ${session.browserSession}`),
    start: () => start(),
    relaunch: () => void happened.push('started again'),
    end: () => void happened.push('end'),
    ...given,
  });
}

const settled = () => vi.waitFor(() => expect(happened.at(-1)).toBe('end'));

describe('the process that follows', () => {
  it('starts with the first word, and has the last before this one ends', async () => {
    const successor = successorOf();
    successor.succeed(first, async () => final);
    expect(happened).toEqual(['left: may-remain', 'started']);
    successor.isThere();
    await settled();
    expect(happened).toEqual(['left: may-remain', 'started', 'left: ending', 'end']);
    // Told twice, or told of its end when it has taken over: nobody else is started.
    successor.isThere();
    ended('failed');
    clock.advance(successorTimeout);
    expect(happened.filter((what) => what === 'end')).toHaveLength(1);
    expect(happened).not.toContain('started again');
  });

  it('is started once, however often a session ends', () => {
    const successor = successorOf();
    successor.succeed(first, async () => final);
    successor.succeed(first, async () => final);
    expect(happened.filter((what) => what === 'started')).toHaveLength(1);
  });

  it('is not started by a CareDesk that closes', () => {
    successorOf({ isLeaving: () => true }).succeed(first, async () => final);
    expect(happened).toEqual([]);
  });

  it.each([
    ['ends before it is there', () => ended('failed')],
    ['does not come', () => clock.advance(successorTimeout)],
  ])('is started in the ordinary way when it %s', async (_how, happen) => {
    successorOf().succeed(first, async () => final);
    happen();
    await settled();
    expect(happened).toEqual([
      'left: may-remain',
      'started',
      'left: ending',
      'started again',
      'end',
    ]);
  });

  it.each([
    ['cannot be started', { start: thrown }],
    ['cannot be told anything', { handOver: thrown }],
  ])('is started in the ordinary way when it %s', async (_how, given) => {
    successorOf(given).succeed(first, async () => final);
    await settled();
    expect(happened.slice(-2)).toEqual(['started again', 'end']);
  });

  it('is not started again when its window was closed', async () => {
    successorOf().succeed(first, async () => final);
    ended('closed');
    await settled();
    expect(happened).not.toContain('started again');
  });

  it('is stopped when CareDesk is closed instead', () => {
    const successor = successorOf();
    successor.abandon();
    successor.succeed(first, async () => final);
    successor.abandon();
    ended('failed');
    clock.advance(successorTimeout);
    expect(happened).toEqual(['left: may-remain', 'started', 'stopped']);
  });

  it('has this one end although what is left cannot be told', async () => {
    const successor = successorOf();
    successor.succeed(first, () => Promise.reject(new Error('the keychain hangs')));
    successor.isThere();
    await settled();
    expect(happened).toEqual(['left: may-remain', 'started', 'end']);
  });
});

function thrown(): never {
  throw new Error('no');
}

describe('its arguments', () => {
  it('are those of this process, and say once that it follows', () => {
    expect(successorArguments(['caredesk', '--lang=en-GB', '--updated'])).toEqual([
      '--lang=en-GB',
      '--successor',
    ]);
    expect(successorArguments(['caredesk', '--successor'])).toEqual(['--successor']);
  });

  it('are told from those of a person who starts CareDesk', () => {
    expect(isSuccessor({ successor: true })).toBe(true);
    expect([undefined, null, 'successor', {}].map(isSuccessor)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
