import { subscribe } from 'node:diagnostics_channel';
import process from 'node:process';
import { startLoopbackReceiver } from '../../../electron/identity/loopback-receiver.ts';
import type { Candidate, Open, Terms } from './candidate.ts';
import { type Fault, foreignState, isFault } from './faults.ts';
import { type Library, type Row, rows } from './rows.ts';

/** How a sign-in ended, in milliseconds since the redirect arrived at the loopback. */
export type Outcome =
  | {
      readonly kind: 'accepted';
      /** Tokens there, and checked as far as the row checks. */
      readonly tokens: number;
      /** Milliseconds of processor this process took until then, waiting and others left out. */
      readonly processor: number;
      /** The person known from userinfo too; null where the row asks none. */
      readonly person: number | null;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a worker tells the bench. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly importTime: number }
  | { readonly kind: 'open'; readonly address: string }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

const modules: Record<Library, () => Promise<{ readonly open: Open }>> = {
  caredesk: () => import('./candidates/caredesk.ts'),
  'openid-client': () => import('./candidates/openid-client.ts'),
  msal: () => import('./candidates/msal.ts'),
  appauth: () => import('./candidates/appauth.ts'),
  'hand-written': () => import('./candidates/hand-written.ts'),
};

const [rowIndex = '', givenTerms = ''] = process.argv.slice(2);
const row: Row | undefined = rows[Number(rowIndex)];
if (row === undefined) throw new Error('no such row');
const terms: Terms = JSON.parse(givenTerms);

const tell = (message: WorkerMessage) => process.send?.(message);

// Node announces a request on this channel just before the server's own 'request' event: one
// clock for every candidate, and none of their code is touched.
let arrived: number | null = null;
let usedBefore = process.cpuUsage();
subscribe('http.server.request.start', () => {
  if (arrived !== null) return;
  arrived = performance.now();
  usedBefore = process.cpuUsage();
});

/** Milliseconds of processor, of all threads of this process. */
function usedSinceArrival(): number {
  const { user, system } = process.cpuUsage(usedBefore);
  return (user + system) / 1000;
}

const sinceArrival = () => performance.now() - (arrived ?? Number.NaN);

async function signIn(candidate: Candidate, library: Library, fault: Fault): Promise<Outcome> {
  arrived = null;
  const attempt = candidate.begin();
  let turnAway: (outcome: Outcome) => void = () => undefined;
  const turnedAway = new Promise<Outcome>((resolve) => {
    turnAway = resolve;
  });
  const receiver = await startLoopbackReceiver({
    host: '127.0.0.1',
    path: '/callback',
    ports: [],
    // All use CareDesk's receiver, but it is CareDesk's check alone: others must check themselves.
    expectedState: fault === 'wrong-state' && library !== 'caredesk' ? foreignState : attempt.state,
    onForeignAnswer: () => turnAway({ kind: 'refused', reason: 'at the loopback' }),
  });
  const address = await attempt.authorizationRequest(receiver.redirectUri);
  tell({ kind: 'open', address: address.href });
  const answered = receiver.answer.then(async (answer): Promise<Outcome> => {
    let tokens = Number.NaN;
    let processor = Number.NaN;
    try {
      await attempt.redeem(answer, () => {
        tokens = sinceArrival();
        processor = usedSinceArrival();
      });
      const person = sinceArrival();
      return {
        kind: 'accepted',
        tokens,
        processor,
        person: row?.checks === 'shipped' ? null : person,
      };
    } catch (error) {
      return { kind: 'refused', reason: error instanceof Error ? error.message : 'unknown' };
    }
  });
  return Promise.race([answered, turnedAway]);
}

const importStarted = performance.now();
const { open } = await modules[row.library]();
const candidate = open(terms, row.checks);
tell({ kind: 'ready', importTime: performance.now() - importStarted });

process.on('message', (fault) => {
  if (!isFault(fault)) throw new Error('not a fault');
  void signIn(candidate, row.library, fault).then((outcome) => tell({ kind: 'ended', outcome }));
});
process.on('disconnect', () => process.exit());
