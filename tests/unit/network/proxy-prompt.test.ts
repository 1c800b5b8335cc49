import { describe, expect, it } from 'vitest';
import { type ProxyState, proxyStateSchema } from '../../../electron/contract/proxy.ts';
import { createProxyPrompt, questionLifetime } from '../../../electron/network/proxy-prompt.ts';
import type { ProxyChallenge } from '../../../electron/network/proxy-sign-in.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const proxy: ProxyChallenge = {
  isProxy: true,
  host: 'proxy.example',
  port: 8080,
  realm: 'Riverside',
  scheme: 'basic',
};
const typed = { username: 'nurse', password: 'right' };
const notPossible = expect.objectContaining({ code: 'BRIDGE_NOT_POSSIBLE_NOW' });

function promptWithWindow() {
  const published: ProxyState[] = [];
  const clock = createManualClock();
  const prompt = createProxyPrompt(clock);
  prompt.events.on('changed', (state) => published.push(proxyStateSchema.parse(state)));
  return { ...prompt, published, clock };
}

/** The id of the question that is shown. */
function shownId(state: ProxyState): number {
  if (state.kind !== 'asking') throw new Error('nothing is asked');
  return state.id;
}

describe('the question of a proxy', () => {
  it('is published, answered once and never published back', async () => {
    const { ask, answer, current, published } = promptWithWindow();
    expect(current()).toEqual({ kind: 'quiet' });
    const asked = ask(proxy, null);
    expect(current()).toEqual({
      kind: 'asking',
      id: 1,
      proxy: 'proxy.example:8080',
      realm: 'Riverside',
      refused: false,
    });
    answer({ id: 1, ...typed });
    expect(await asked).toEqual(typed);
    expect(published.map(({ kind }) => kind)).toEqual(['asking', 'quiet']);
    expect(JSON.stringify([published, current()])).not.toContain('right');
    expect(() => answer({ id: 1, ...typed })).toThrow(notPossible);
  });

  it('says that the last answer was refused, without saying what it was', () => {
    const { ask, current } = promptWithWindow();
    void ask(proxy, { username: 'nurse', password: 'rihgt' });
    expect(current()).toMatchObject({ refused: true });
    expect(JSON.stringify(current())).not.toMatch(/nurse|rihgt/);
  });

  it('is cancelled with nothing', async () => {
    const { ask, cancel, current } = promptWithWindow();
    const asked = ask(proxy, null);
    cancel(shownId(current()));
    expect(await asked).toBeNull();
    expect(current()).toEqual({ kind: 'quiet' });
    expect(() => cancel(1)).toThrow(notPossible);
  });

  it('waits its turn, and is given no answer meant for another proxy', async () => {
    const { ask, answer, cancel, current } = promptWithWindow();
    const first = ask(proxy, null);
    const second = ask({ ...proxy, host: 'other.example' }, null);
    const firstId = shownId(current());
    expect(current()).toMatchObject({ proxy: 'proxy.example:8080' });
    cancel(firstId);
    expect(current()).toMatchObject({ proxy: 'other.example:8080' });
    expect(() => answer({ id: firstId, ...typed })).toThrow(notPossible);
    answer({ id: shownId(current()), ...typed });
    expect(await Promise.all([first, second])).toEqual([null, typed]);
  });

  it('is given up when nobody answers in time, each from when it is shown', async () => {
    const { ask, answer, current, clock } = promptWithWindow();
    const first = ask(proxy, null);
    const second = ask({ ...proxy, port: 3128 }, null);
    clock.advance(questionLifetime - 1);
    expect(current()).toMatchObject({ proxy: 'proxy.example:8080' });
    clock.advance(1);
    expect(await first).toBeNull();
    expect(current()).toMatchObject({ proxy: 'proxy.example:3128' });
    clock.advance(questionLifetime - 1);
    answer({ id: shownId(current()), ...typed });
    expect(await second).toEqual(typed);
    clock.advance(questionLifetime);
    expect(current()).toEqual({ kind: 'quiet' });
  });

  it('is withdrawn for everybody who waits', async () => {
    const { ask, withdraw, published } = promptWithWindow();
    const asked = [ask(proxy, null), ask({ ...proxy, port: 3128 }, null)];
    withdraw();
    expect(await Promise.all(asked)).toEqual([null, null]);
    withdraw();
    expect(published.map(({ kind }) => kind)).toEqual(['asking', 'quiet']);
  });

  it('shows text of a hostile proxy bounded and on one line', () => {
    const { ask, current, published } = promptWithWindow();
    const realm = `Sign\u202e in\r\n\u0000here ${'x'.repeat(5_000)}`;
    void ask({ ...proxy, host: 'h'.repeat(5_000), realm }, null);
    expect(published).toEqual([current()]);
    expect(current()).toMatchObject({ realm: expect.stringMatching(/^Sign in here x+$/) });
  });
});
