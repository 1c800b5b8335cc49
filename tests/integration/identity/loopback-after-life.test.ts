import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createLoopbackReceivers,
  type LoopbackReceiver,
  type LoopbackReceivers,
} from '../../../electron/identity/loopback-receiver.ts';
import { createManualClock } from '../../unit/ground/manual-clock.ts';
import { freePort } from '../free-port.ts';

const minute = 60_000;
const opened: LoopbackReceiver[] = [];

afterEach(() => {
  for (const receiver of opened.splice(0)) receiver.close();
});

interface Attempt {
  readonly receiver: LoopbackReceiver;
  readonly state: string;
  readonly onForeignAnswer: () => void;
  /** The tab of this attempt is finished. */
  finish(code?: string): Promise<Response>;
}

let attempts = 0;

async function attempt(receivers: LoopbackReceivers, ports: readonly number[]): Promise<Attempt> {
  const state = `state-of-attempt-${attempts++}`;
  const onForeignAnswer = vi.fn();
  const receiver = await receivers.open({
    host: '127.0.0.1',
    path: '/callback',
    ports,
    expectedState: state,
    onForeignAnswer,
  });
  opened.push(receiver);
  return {
    receiver,
    state,
    onForeignAnswer,
    finish: (code = 'code') =>
      fetch(`${receiver.redirectUri}?code=${code}&state=${state}`, { redirect: 'manual' }),
  };
}

function harness() {
  const clock = createManualClock();
  return { clock, receivers: createLoopbackReceivers(clock) };
}

/** Whether an answer has arrived by now. */
async function isAnswered({ answer }: LoopbackReceiver): Promise<boolean> {
  return Promise.race([
    answer.then(() => true),
    new Promise<false>((r) => setTimeout(r, 20, false)),
  ]);
}

describe('the only listed port', () => {
  it('is taken over by the next attempt, however the one before has ended', async () => {
    const { receivers } = harness();
    const ports = [await freePort()];
    const waiting = await attempt(receivers, ports);
    const cancelled = await attempt(receivers, ports);
    cancelled.receiver.retire('sent');
    const unopened = await attempt(receivers, ports);
    unopened.receiver.retire('not-sent');
    const answered = await attempt(receivers, ports);
    await answered.finish();
    answered.receiver.retire('sent');
    const last = await attempt(receivers, ports);
    // News of an earlier attempt that comes late ends nothing of the one that holds the port.
    for (const { receiver } of [waiting, cancelled, unopened, answered]) {
      receiver.retire('sent');
      receiver.close();
    }
    expect((await last.finish('the-last')).status).toBe(302);
    expect((await last.receiver.answer).searchParams.get('code')).toBe('the-last');
    expect(await isAnswered(waiting.receiver)).toBe(false);
  });

  it('goes to whoever asks last, also while it is just being opened', async () => {
    const { receivers } = harness();
    const ports = [await freePort()];
    const both = await Promise.all([attempt(receivers, ports), attempt(receivers, ports)]);
    both[0].receiver.retire('not-sent');
    expect((await both[1].finish()).status).toBe(302);
  });

  it('is not taken from another CareDesk of this process that waits there', async () => {
    const ports = [await freePort()];
    const waiting = await attempt(harness().receivers, ports);
    const refused = attempt(harness().receivers, ports);
    await expect(refused).rejects.toMatchObject({ code: 'SIGN_IN_PORT_UNAVAILABLE' });
    expect((await waiting.finish()).status).toBe(302);
    waiting.receiver.retire('sent');
    expect((await (await attempt(harness().receivers, ports)).finish()).status).toBe(302);
  });

  it('still has a page for the tab of an earlier attempt, and uses nothing of it', async () => {
    const { receivers } = harness();
    const ports = [await freePort()];
    const answered = await attempt(receivers, ports);
    await answered.finish();
    const cancelled = await attempt(receivers, ports);
    cancelled.receiver.retire('sent');
    const last = await attempt(receivers, ports);
    const late = await cancelled.finish();
    expect(late.status).toBe(410);
    expect(await late.text()).toContain('CareDesk is no longer waiting for this log-in');
    const again = await answered.finish('another');
    expect(again.status).toBe(200);
    expect(await again.text()).toContain('You can close this tab');
    expect(await isAnswered(last.receiver)).toBe(false);
    expect(last.onForeignAnswer).not.toHaveBeenCalled();
    await last.finish();
    expect(await isAnswered(last.receiver)).toBe(true);
  });

  it('is another program’s to hold: CareDesk says which one it is', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expect(attempt(harness().receivers, [port])).rejects.toMatchObject({
      code: 'SIGN_IN_PORT_UNAVAILABLE',
      detail: `port ${port}`,
    });
    other.close();
  });

  it('is taken over under another name of this PC as well', async () => {
    const { receivers } = harness();
    const port = await freePort();
    const first = await attempt(receivers, [port]);
    first.receiver.retire('sent');
    const second = await receivers.open({
      host: 'localhost',
      path: '/callback',
      ports: [port],
      expectedState: 'of-the-second',
      onForeignAnswer: () => undefined,
    });
    opened.push(second);
    expect(second.redirectUri).toBe(`http://localhost:${port}/callback`);
  });
});

describe('a port nobody waits at any more', () => {
  it.each([
    ['any port, cancelled', 'any', 'cancelled', 5 * minute],
    ['any port, answered', 'any', 'answered', minute / 6],
    ['a listed port, cancelled', 'listed', 'cancelled', minute],
    ['a listed port, answered', 'listed', 'answered', minute / 6],
  ])('%s, has pages for late tabs and is then closed', async (_case, kind, end, stay) => {
    const { clock, receivers } = harness();
    const late = await attempt(receivers, kind === 'listed' ? [await freePort()] : []);
    if (end === 'answered') await late.finish();
    late.receiver.retire('sent');
    clock.advance(stay - 1);
    const answer = await late.finish('never-used');
    expect(answer.status).toBe(end === 'answered' ? 200 : 410);
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.text()).not.toContain('never-used');
    if (end === 'cancelled') expect(await isAnswered(late.receiver)).toBe(false);
    clock.advance(1);
    await vi.waitFor(() => expect(late.finish()).rejects.toThrow());
  });

  it('gives every stranger a page and hears of no answer', async () => {
    const { receivers } = harness();
    const gone = await attempt(receivers, []);
    gone.receiver.retire('sent');
    const answer = await fetch(`${gone.receiver.redirectUri}?code=x&state=guessed`);
    expect(answer.status).toBe(410);
    expect(gone.onForeignAnswer).not.toHaveBeenCalled();
  });

  it('is closed at once when no browser was ever sent there', async () => {
    const { receivers } = harness();
    const unopened = await attempt(receivers, []);
    unopened.receiver.retire('not-sent');
    await vi.waitFor(() => expect(unopened.finish()).rejects.toThrow());
  });

  it('stays for the tab of the attempt before when the next one sent no browser', async () => {
    const { receivers } = harness();
    const ports = [await freePort()];
    const cancelled = await attempt(receivers, ports);
    cancelled.receiver.retire('sent');
    const unopened = await attempt(receivers, ports);
    unopened.receiver.retire('not-sent');
    expect((await cancelled.finish()).status).toBe(410);
    expect((await unopened.finish()).status).toBe(410);
  });

  it('is one of few: the oldest is closed, never the one that waits', async () => {
    const { receivers } = harness();
    const waiting = await attempt(receivers, []);
    const tabs: Attempt[] = [];
    for (let i = 0; i < 8; i++) {
      const next = await attempt(receivers, []);
      next.receiver.retire('sent');
      tabs.push(next);
    }
    const open = await Promise.all(
      tabs.map(({ finish }) =>
        finish().then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(open.filter((isOpen) => isOpen).length).toBeLessThanOrEqual(4);
    expect(open.at(-1)).toBe(true);
    expect((await waiting.finish()).status).toBe(302);
  });
});
