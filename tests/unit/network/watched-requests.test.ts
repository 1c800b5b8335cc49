import { describe, expect, it } from 'vitest';
import { watchRequests } from '../../../electron/network/watched-requests.ts';

/** A network whose answers the test gives. */
function network() {
  const waiting: { answer: () => void; fail: () => void }[] = [];
  const watched = watchRequests(
    () =>
      new Promise((resolve, reject) => {
        waiting.push({
          answer: () => resolve(new Response('ok')),
          fail: () => reject(new Error('net::ERR_FAILED')),
        });
      }),
  );
  return { ...watched, waiting };
}

const longerThanATest = 60_000;

describe('requests under way', () => {
  it('are waited for, answered or failed', async () => {
    const { fetch, settled, waiting } = network();
    const answered = fetch('https://a.example');
    const failed = fetch('https://b.example').catch(String);
    let isSettled = false;
    const wait = settled(longerThanATest).then(() => {
      isSettled = true;
    });
    waiting[0]?.answer();
    expect(await (await answered).text()).toBe('ok');
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);
    waiting[1]?.fail();
    expect(await failed).toContain('net::ERR_FAILED');
    await wait;
  });

  it('are not waited for when they come later, and none is waited for in vain', async () => {
    const { fetch, settled } = network();
    const before = settled(longerThanATest);
    void fetch('https://later.example');
    await before;
    await settled(5);
  });
});
