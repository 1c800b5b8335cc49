import process from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import { compose } from '../../../electron/app/compose.ts';
import { systemClock } from '../../../electron/ground/clock.ts';
import { createSeparateKeychain } from '../../../electron/keychain/separate-keychain.ts';
import type { Fetch } from '../../../electron/network/fetch.ts';
import { documentOf } from '../../../electron/policy/json-document.ts';
import { readPolicy } from '../../../electron/policy/machine-policy.ts';
import { leftBehindSchema } from '../../../electron/succession/left-behind.ts';
import { networkThrough, plainHost } from '../../unit/app/plain-host.ts';
import { type RoomsNews, type RoomsOrder, roomsOrderSchema } from './rooms-message.ts';

// CareDesk's rooms in a process of their own, to be killed. Its keychain outlives it, in the process
// that has started it, as the keyring of a desktop does.

const [policyText = '{}', beforeText = 'null'] = process.argv.slice(2);
const before = leftBehindSchema.nullable().parse(JSON.parse(beforeText));

function tell(news: RoomsNews): void {
  process.send?.(news);
}

tell({ kind: 'loaded' });
let onKeychainAnswer: (answer: unknown) => void = () => undefined;
let keychainCalls = 0;
const keychain = createSeparateKeychain({
  start(onAnswer) {
    onKeychainAnswer = onAnswer;
    return {
      send(call) {
        keychainCalls += 1;
        tell({ kind: 'keychain', call });
      },
      end: () => undefined,
    };
  },
  after: systemClock.after,
});

const observedFetch: Fetch = async (url, init) => {
  tell({ kind: 'request', step: 'begun' });
  try {
    return await fetch(url, { ...init, redirect: 'error' });
  } finally {
    tell({ kind: 'request', step: 'answered' });
  }
};

const rooms = compose(
  plainHost({
    network: networkThrough(observedFetch),
    readPolicy: () =>
      readPolicy([
        { place: 'the plan', read: async () => documentOf(JSON.parse(policyText) as object) },
      ]),
    openKeychain: async (service) => keychain.open(service),
    openBrowser: async (address) => tell({ kind: 'opened', address }),
    succeed(first, last) {
      tell({ kind: 'succession', first });
      void last().then((left) => tell({ kind: 'left', last: left }));
    },
  }),
  before,
);
const { session } = rooms;
session.events.on('changed', (state) => tell({ kind: 'state', state }));

async function refresh(): Promise<boolean> {
  const tokens = session.credentials()?.tokens;
  if (tokens === undefined) throw new Error(`Nobody works: ${session.current().kind}`);
  const refused = await tokens.accessToken();
  return (await tokens.replacementFor(refused)) !== refused;
}

/** The next call follows an answer at once, or there is none to come. */
async function settle(): Promise<boolean> {
  do await turn();
  while (keychainCalls > 0);
  return true;
}

async function answerTo(
  order: Exclude<RoomsOrder, { kind: 'keychain' | 'take-over' }>,
): Promise<unknown> {
  switch (order.kind) {
    case 'call':
      return rooms.answerCall(order.verb, order.args);
    case 'fetch':
      return (await rooms.gateway(new Request(`http://caredesk${order.path}`))).status;
    case 'refresh':
      return refresh();
    case 'settle':
      return settle();
  }
}

process.on('message', (message: unknown) => {
  const order = roomsOrderSchema.parse(message);
  if (order.kind === 'keychain') {
    keychainCalls -= 1;
    onKeychainAnswer(order.answer);
    return;
  }
  if (order.kind === 'take-over') {
    void rooms.takeOver(order.left).then(begin);
    return;
  }
  const { id } = order;
  // One that rejects ends this process, and with it the round.
  void answerTo(order).then((answer) => tell({ kind: 'answer', id, answer }));
});

/** As the app starts: what the keychain holds is recalled or removed. */
async function begin(): Promise<void> {
  await session.recall();
  tell({ kind: 'started', state: session.current() });
}

if (before === null) await begin();
