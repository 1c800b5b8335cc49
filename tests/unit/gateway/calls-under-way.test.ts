import { expect, test } from 'vitest';
import { createGateway } from '../../../electron/gateway/gateway.ts';
import { systemClock } from '../../../electron/ground/clock.ts';

/** The gateway of somebody who works in a role, with one API that answers as told, and its news. */
function openGateway(api: () => Promise<Response>) {
  const gateway = createGateway({
    clock: systemClock,
    fetch: api,
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
  const news: [name: 'begun' | 'finished', underWay: number][] = [];
  gateway.events.on('call-begun', ({ underWay }) => news.push(['begun', underWay]));
  gateway.events.on('call-finished', ({ underWay }) => news.push(['finished', underWay]));
  const ask = () => gateway.answer(new Request('http://caredesk/api/pds/Patient'));
  return { ask, news };
}

const oneCall = [
  ['begun', 1],
  ['finished', 0],
];

test('a call is under way until its answer has been read to the end', async () => {
  const { ask, news } = openGateway(async () => new Response('{}'));
  const answer = await ask();
  expect(news).toEqual([['begun', 1]]);
  await answer.text();
  expect(news).toEqual(oneCall);
});

test.each([
  ['that fails', () => Promise.reject(new Error('gone'))],
  ['without a body', async () => new Response(null, { status: 204 })],
])('a call %s leaves nothing under way', async (_, api) => {
  const { ask, news } = openGateway(api);
  await ask();
  expect(news).toEqual(oneCall);
});

test('a call whose answer nobody wants any more is finished, and once', async () => {
  const { ask, news } = openGateway(async () => new Response('{}'));
  const answer = await ask();
  await answer.body?.cancel();
  expect(news).toEqual(oneCall);
});

test('calls at the same time are counted', async () => {
  const { ask, news } = openGateway(async () => new Response('{}'));
  const [first, second] = [await ask(), await ask()];
  await first.text();
  await second.text();
  expect(news).toEqual([
    ['begun', 1],
    ['begun', 2],
    ['finished', 1],
    ['finished', 0],
  ]);
});
