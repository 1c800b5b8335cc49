import { expect, test, vi } from 'vitest';
import {
  type CallsUnderWay,
  createCallsUnderWay,
} from '../../../electron/gateway/calls-under-way.ts';
import { createGateway } from '../../../electron/gateway/gateway.ts';
import { systemClock } from '../../../electron/ground/clock.ts';

test('counts calls until they end, however often they say so', () => {
  const calls = createCallsUnderWay(() => undefined);
  const endFirst = calls.begin();
  const endSecond = calls.begin();
  expect(calls.count()).toBe(2);
  endFirst();
  endFirst();
  expect(calls.count()).toBe(1);
  endSecond();
  expect(calls.count()).toBe(0);
});

/** The gateway of somebody who works in a role, with one API that answers as told. */
function ask(calls: CallsUnderWay, api: () => Promise<Response>): Promise<Response> {
  const gateway = createGateway({
    clock: systemClock,
    fetch: api,
    calls,
    newRequestId: () => '11111111-1111-4111-8111-111111111111',
    credentials: () => ({
      tokens: {
        accessToken: async () => 'token',
        replacementFor: async () => 'token',
        forget: () => null,
      },
      roleId: '555',
      odsCode: 'Y51',
      activities: new Set(),
      level: 2,
      signal: new AbortController().signal,
    }),
    stepUp: async () => undefined,
    onSessionEnded: () => undefined,
    services: async () =>
      new Map([
        [
          'pds',
          {
            base: 'https://api.example',
            operations: [{ method: 'GET', path: /^\/Patient$/ }],
            level: 2,
            callsPerSecond: 5,
          },
        ],
      ]),
  });
  return gateway(new Request('http://caredesk/api/pds/Patient'));
}

test('a call is under way until its answer has been read to the end', async () => {
  const calls = createCallsUnderWay(() => undefined);
  const answer = await ask(calls, async () => new Response('{}'));
  expect(calls.count()).toBe(1);
  await answer.text();
  expect(calls.count()).toBe(0);
});

test.each([
  ['that fails', () => Promise.reject(new Error('gone'))],
  ['without a body', async () => new Response(null, { status: 204 })],
])('a call %s leaves nothing under way', async (_, api) => {
  const calls = createCallsUnderWay(() => undefined);
  await ask(calls, api);
  expect(calls.count()).toBe(0);
});

test('a call whose answer nobody wants any more is not under way', async () => {
  const calls = createCallsUnderWay(() => undefined);
  const answer = await ask(calls, async () => new Response('{}'));
  await answer.body?.cancel();
  expect(calls.count()).toBe(0);
});

test('the first call and the end of the last one are told of, and nothing in between', () => {
  const onChange = vi.fn();
  const calls = createCallsUnderWay(onChange);
  const [first, second] = [calls.begin(), calls.begin()];
  expect(onChange).toHaveBeenCalledTimes(1);
  first();
  first();
  expect(onChange).toHaveBeenCalledTimes(1);
  second();
  expect(onChange).toHaveBeenCalledTimes(2);
});
