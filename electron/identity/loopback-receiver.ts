import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../ground/clock.ts';
import { type LoopbackPage, loopbackHeaders } from './loopback-page.ts';
import { type LoopbackServer, sendPage, startLoopbackServer } from './loopback-server.ts';

export interface LoopbackReceiver {
  /** `http://127.0.0.1:<port>/callback`, to be sent in the authorization request. */
  readonly redirectUri: string;
  /** The first request that carries the expected `state`, as the address the browser asked for. */
  readonly answer: Promise<URL>;
  /**
   * Waits no longer. Where a browser has been sent here the port stays open for a while, so that its
   * tab gets a page whenever it is finished; nothing it brings is used. The next attempt takes the
   * port over.
   */
  retire(browser: 'sent' | 'not-sent'): void;
  /** Stops listening and drops every connection. Harmless when called twice. */
  close(): void;
}

export interface LoopbackOptions {
  /** Name in the redirect URI; the address listened on is loopback in any case. */
  readonly host: '127.0.0.1' | 'localhost';
  readonly path: string;
  /** Ports to try in order; empty for any free one. */
  readonly ports: readonly number[];
  readonly expectedState: string;
  /** Called when an answer to somebody else's sign-in was turned away; the wait goes on. */
  onForeignAnswer(): void;
}

/** The receivers of one CareDesk: at most one waits on a port. */
export interface LoopbackReceivers {
  /**
   * Listens on the loopback interface for one authorization response (RFC 8252 section 7.3). Only
   * a GET of the one path, with our own Host and the expected `state`, ends the wait; everything
   * else is answered and ignored. A listed port that an earlier attempt of this CareDesk still
   * holds is taken over.
   * @throws CareDeskError SIGN_IN_PORT_UNAVAILABLE when no address and port could be bound.
   */
  open(options: LoopbackOptions): Promise<LoopbackReceiver>;
}

const finalPath = '/done';
/** Parameters that must not appear twice (RFC 6749 section 3.1). */
const singleParameters = ['state', 'code', 'error', 'iss'] as const;
/**
 * Milliseconds a port stays open for late tabs. Any free port is nobody else's: as long as CareDesk
 * would wait for an answer. A listed one may be the next one's here, in another Windows session or
 * another program. Once there was an answer the browser only has its final page to load.
 */
const afterLife = { anyPort: 5 * 60_000, listedPort: 60_000, answered: 10_000 };
/** Ports kept open at once for late tabs, and earlier attempts known on each. */
const mostKept = 4;

/** An attempt as its port remembers it: enough to tell its tab from a stranger's, no more. */
interface Attempt {
  readonly state: Buffer;
  readonly page: LoopbackPage;
}

/** An attempt that is waited for. */
interface Waiting {
  readonly state: Buffer;
  onAnswer(answer: URL): void;
  onForeignAnswer(): void;
}

/** A port that is listened on, whoever waits there. */
interface Door {
  readonly host: LoopbackOptions['host'];
  readonly path: string;
  /** Whether the policy names this port, so that others here may need it. */
  isListed: boolean;
  readonly server: LoopbackServer;
  /** Whoever opened it last, also when nothing is waited for any more. */
  holder: Waiting | null;
  waiting: Waiting | null;
  past: readonly Attempt[];
  /** What the last answer came to, for the browser that loads the final page. */
  finalPage: LoopbackPage | null;
  stopClosing: () => void;
}

/** Open ports of this process, the oldest first: the system gives a port to a process, not to a room. */
const doors = new Set<Door>();
/** Settles when no port of this process is just being opened or closed: one after the other. */
let turn: Promise<unknown> = Promise.resolve();

/** Creates the receivers of one CareDesk. `clock` measures how long late tabs are waited for. */
export function createLoopbackReceivers(clock: Pick<Clock, 'after'>): LoopbackReceivers {
  const own = new WeakSet<Waiting>();

  async function doorFor({ host, path, ports }: LoopbackOptions): Promise<Door> {
    const isFree = ({ waiting }: Door) => waiting === null || own.has(waiting);
    const known = [...doors].filter((door) => ports.includes(door.server.port) && isFree(door));
    const [ours] = known.filter((door) => door.host === host && door.path === path);
    if (ours !== undefined) return ours;
    await Promise.all(known.map(shut));
    const server = await startLoopbackServer(host, ports, (request, response) =>
      handle(door, request, response),
    );
    const door: Door = {
      host,
      path,
      isListed: ports.length > 0,
      server,
      holder: null,
      waiting: null,
      past: [],
      finalPage: null,
      stopClosing: () => undefined,
    };
    doors.add(door);
    const [oldest] = [...doors].filter(({ waiting }) => waiting === null);
    if (doors.size > mostKept && oldest !== undefined && oldest !== door) void shut(oldest);
    return door;
  }

  async function shut(door: Door): Promise<void> {
    doors.delete(door);
    door.stopClosing();
    const closed = door.server.close();
    turn = Promise.allSettled([turn, closed]);
    await closed;
  }

  function retire(door: Door, browser: 'sent' | 'not-sent'): void {
    if (door.waiting !== null && browser === 'sent') remember(door, door.waiting, 'ended');
    door.waiting = null;
    if (door.past.length === 0) {
      void shut(door);
      return;
    }
    door.server.keepsRunning('no');
    door.stopClosing();
    const wasAnswered = door.past.at(-1)?.page !== 'ended';
    const late = door.isListed ? afterLife.listedPort : afterLife.anyPort;
    const stay = wasAnswered ? afterLife.answered : late;
    door.stopClosing = clock.after(stay, () => void shut(door));
  }

  return {
    async open(options) {
      const found = turn.then(() => doorFor(options));
      turn = Promise.allSettled([found]);
      const door = await found;
      door.stopClosing();
      door.isListed = options.ports.length > 0;
      if (door.waiting !== null) remember(door, door.waiting, 'ended');
      door.server.keepsRunning('yes');
      let resolve: (answer: URL) => void = () => undefined;
      const answer = new Promise<URL>((settle) => {
        resolve = settle;
      });
      const mine: Waiting = {
        state: digestOf(options.expectedState),
        onAnswer: resolve,
        onForeignAnswer: options.onForeignAnswer,
      };
      own.add(mine);
      door.holder = mine;
      door.waiting = mine;
      return {
        redirectUri: `${door.server.origin}${options.path}`,
        answer,
        // The port may be another attempt's by now.
        retire(browser) {
          if (doors.has(door) && door.holder === mine) retire(door, browser);
        },
        close() {
          if (door.holder === mine) void shut(door);
        },
      };
    },
  };
}

/** A receiver by itself, for one attempt. @throws as `LoopbackReceivers.open` */
export function startLoopbackReceiver(options: LoopbackOptions): Promise<LoopbackReceiver> {
  return createLoopbackReceivers({
    after(milliseconds, task) {
      const timer = setTimeout(task, milliseconds).unref();
      return () => clearTimeout(timer);
    },
  }).open(options);
}

/** The attempt is over: all that is kept of it is which page its tab gets. */
function remember(door: Door, { state }: Waiting, page: LoopbackPage): void {
  door.waiting = null;
  door.past = [...door.past, { state, page }].slice(-mostKept);
}

function handle(door: Door, request: IncomingMessage, response: ServerResponse): void {
  const verdict = judge(request, door);
  switch (verdict.kind) {
    case 'answer': {
      door.finalPage = verdict.url.searchParams.has('error') ? 'not-signed-in' : 'signed-in';
      remember(door, verdict.waiting, door.finalPage);
      // A redirect takes the code out of the address bar and the browser's history.
      response.writeHead(302, { ...loopbackHeaders, location: finalPath }).end();
      verdict.waiting.onAnswer(verdict.url);
      return;
    }
    case 'page':
      sendPage(response, verdict.status, verdict.page);
      return;
    case 'foreign':
      sendPage(response, 400, 'not-ours');
      verdict.waiting.onForeignAnswer();
      return;
  }
}

type Verdict =
  | { readonly kind: 'answer'; readonly url: URL; readonly waiting: Waiting }
  | { readonly kind: 'foreign'; readonly waiting: Waiting }
  | { readonly kind: 'page'; readonly status: number; readonly page: LoopbackPage };

const refused = (status: 400 | 404 | 405 | 421): Verdict => ({
  kind: 'page',
  status,
  page: 'not-found',
});

function judge(request: IncomingMessage, door: Door): Verdict {
  const { origin } = door.server;
  // Exact Host, and one: a page on another name that resolves to 127.0.0.1 is not the redirect.
  const hosts = request.headersDistinct['host'] ?? [];
  if (hosts.length !== 1 || hosts[0] !== new URL(origin).host) return refused(421);
  if (request.method !== 'GET') return refused(405);
  const target = request.url ?? '';
  if (!target.startsWith('/') || !URL.canParse(target, origin)) return refused(400);
  const url = new URL(`${origin}${target}`);
  if (url.pathname === finalPath && url.search === '') {
    return door.finalPage === null
      ? refused(404)
      : { kind: 'page', status: 200, page: door.finalPage };
  }
  if (url.pathname !== door.path) return refused(404);
  const parameters = url.searchParams;
  if (!parameters.has('code') && !parameters.has('error') && !parameters.has('state')) {
    return refused(404);
  }
  return judgeAnswer(url, door);
}

/** What becomes of a request that brings an answer. */
function judgeAnswer(url: URL, { waiting, past }: Door): Verdict {
  const parameters = url.searchParams;
  const state = digestOf(parameters.get('state') ?? '');
  const earlier = past.find((attempt) => timingSafeEqual(attempt.state, state));
  if (earlier !== undefined && earlier.page !== 'ended') {
    return { kind: 'page', status: 200, page: earlier.page };
  }
  if (earlier !== undefined || waiting === null) {
    return { kind: 'page', status: 410, page: 'ended' };
  }
  const isOurs = timingSafeEqual(waiting.state, state);
  const isGivenOnce = singleParameters.every((name) => parameters.getAll(name).length <= 1);
  const isWhole = parameters.has('code') || parameters.has('error');
  return isOurs && isGivenOnce && isWhole
    ? { kind: 'answer', url, waiting }
    : { kind: 'foreign', waiting };
}

/** Of one length whatever was sent, as a comparison in constant time wants it. */
function digestOf(state: string): Buffer {
  return createHash('sha256').update(state).digest();
}
