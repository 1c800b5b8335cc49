import { expect, test } from 'vitest';
import { once } from '../../../electron/ground/once.ts';

test('opens once, however often it is asked and while it is opening', async () => {
  let opened = 0;
  const open = once(async () => ++opened);
  expect(await Promise.all([open(), open()])).toEqual([1, 1]);
  expect(await open()).toBe(1);
});

test('opens again after a failure, which everybody hears who waited for it', async () => {
  let tries = 0;
  const open = once(async () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return tries;
  });
  expect(await Promise.allSettled([open(), open()])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(await open()).toBe(2);
});
