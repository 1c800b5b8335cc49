import { describe, expect, it } from 'vitest';
import { cleanupTimeout, createPersonChange } from '../../../electron/network/person-change.ts';
import { createManualClock } from '../ground/manual-clock.ts';

/** A change of persons that notes what is done, in order. */
function change() {
  const clock = createManualClock();
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  const personChange = createPersonChange({
    proxySignIn: { leave: note('leave'), forgetLeft: note('forget') },
    proxyPrompt: { withdraw: note('withdraw') },
    clearAuthCache: async () => note('clear')(),
    closeAllConnections: async () => note('close')(),
    clock,
  });
  return { ...personChange, clock, done };
}

describe('from one person to the next', () => {
  it('ends the first one’s requests at once and lets the cleanup finish', async () => {
    const { leave, ready, done } = change();
    let revoked: () => void = () => undefined;
    const left = leave(
      new Promise<void>((resolve) => {
        revoked = resolve;
      }),
    );
    expect(done).toEqual(['leave', 'withdraw']);
    const next = ready().then(() => done.push('next person'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual(['leave', 'withdraw']);
    revoked();
    await Promise.all([left, next]);
    expect(done).toEqual(['leave', 'withdraw', 'forget', 'clear', 'close', 'next person']);
  });

  it('does not wait for ever, nor for a cleanup that fails', async () => {
    const never = change();
    const left = never.leave(new Promise(() => undefined));
    never.clock.advance(cleanupTimeout - 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(never.done).toEqual(['leave', 'withdraw']);
    never.clock.advance(1);
    await left;
    expect(never.done.at(-1)).toBe('close');
    const failing = change();
    await failing.leave(Promise.reject(new Error('revoked at the provider')));
    expect(failing.done.at(-1)).toBe('close');
  });

  it('closes the connections, and lets the next person through, when Chromium cannot forget', async () => {
    const closed: string[] = [];
    const personChange = createPersonChange({
      proxySignIn: { leave: () => undefined, forgetLeft: () => undefined },
      proxyPrompt: { withdraw: () => undefined },
      clearAuthCache: () => Promise.reject(new Error('no session')),
      async closeAllConnections() {
        closed.push('all');
      },
      clock: createManualClock(),
    });
    await personChange.ready();
    const left = personChange.leave(Promise.resolve());
    await expect(left).rejects.toThrow('no session');
    expect(closed).toEqual(['all']);
    await personChange.ready();
  });
});
