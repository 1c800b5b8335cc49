import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { SessionState } from '../../../electron/contract/session.ts';
import type { LeftBehind } from '../../../electron/succession/left-behind.ts';
import { KilledError } from '../../kills/cut-off.ts';
import type { OutlivingKeychain } from './outliving-keychain.ts';
import { type RoomsNews, type RoomsOrder, roomsNewsSchema } from './rooms-message.ts';

/** CareDesk's rooms in a process of their own. Whatever is waited for rejects when it is gone. */
export interface RoomsChild {
  /** Every state it has told so far. */
  readonly states: readonly SessionState[];
  /** How often it has sent the browser somewhere. */
  openedCount(): number;
  /** What its first page shows. */
  started(): Promise<SessionState>;
  /** A call of the page, which must succeed. */
  call(verb: string, ...args: readonly unknown[]): Promise<void>;
  /** The status an API answers with. */
  fetch(path: string): Promise<unknown>;
  refresh(): Promise<unknown>;
  /** Waits for a state. */
  until<Kind extends SessionState['kind']>(
    ...kinds: readonly Kind[]
  ): Promise<Extract<SessionState, { kind: Kind }>>;
  /** The next address of an authorization request; each is given once. */
  authorizationRequest(): Promise<URL>;
  /** What it says when another process is to take its place. */
  succession(): Promise<LeftBehind>;
  /** What it says when it is done. */
  left(): Promise<LeftBehind>;
  /** The process before it is gone. */
  takeOver(left: LeftBehind): void;
  /** Resolves when no call of the keychain is under way, and none is about to be. */
  settled(): Promise<unknown>;
  /** `kill -9`. Resolves when it is gone and all it has said has been heard. */
  kill(): Promise<void>;
  /** What it has printed: nothing, unless something was wrong. */
  printed(): string;
}

export interface RoomsChildDependencies {
  /** The bundled `rooms-process.ts`. */
  readonly script: string;
  readonly policy: Readonly<Record<string, unknown>>;
  readonly keychain: OutlivingKeychain;
  /** What the process before has left, which this one follows; else null. */
  readonly before: LeftBehind | null;
  /** Something could be seen from outside. */
  onStep(): void;
}

export function startRoomsChild(dependencies: RoomsChildDependencies): RoomsChild {
  const { keychain, onStep } = dependencies;
  const child = fork(
    dependencies.script,
    [JSON.stringify(dependencies.policy), JSON.stringify(dependencies.before)],
    {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const states: SessionState[] = [];
  const opened: string[] = [];
  let openedCount = 0;
  const answers = new Map<number, unknown>();
  let started: SessionState | null = null;
  let succession: LeftBehind | null = null;
  let left: LeftBehind | null = null;
  let lastId = 0;
  let isKilled = false;
  let printed = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      printed += text.toString();
    });
  }

  child.on('message', (message: unknown) => {
    hear(roomsNewsSchema.parse(message));
    onStep();
    for (const look of [...waiting]) look();
  });
  const gone = hasGone(child).then(() => {
    for (const look of [...waiting]) look();
  });

  function hear(news: RoomsNews): void {
    switch (news.kind) {
      case 'loaded':
      case 'request':
        return;
      case 'started':
        started = news.state;
        return;
      case 'state':
        states.push(news.state);
        return;
      case 'succession':
        succession = news.first;
        return;
      case 'left':
        left = news.last;
        return;
      case 'opened':
        opened.push(news.address);
        openedCount += 1;
        return;
      case 'answer':
        answers.set(news.id, news.answer);
        return;
      case 'keychain':
        void keychain.answer(news.call).then((answer) => {
          if (answer !== null) send({ kind: 'keychain', answer });
          onStep();
        });
    }
  }

  function send(order: RoomsOrder): void {
    if (child.connected) child.send(order);
  }

  /** Looks again at all that is heard, until there is something. */
  function heard<T>(what: string, look: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const again = () => {
        const found = look();
        if (found !== null) resolve(found);
        else if (!child.connected) {
          reject(isKilled ? new KilledError() : new Error(`Ended before ${what}: ${printed}`));
        } else return;
        waiting.delete(again);
      };
      waiting.add(again);
      again();
    });
  }

  function ask(order: (id: number) => RoomsOrder): Promise<unknown> {
    lastId += 1;
    const id = lastId;
    const made = order(id);
    send(made);
    return heard(made.kind, () => (answers.has(id) ? { answer: answers.get(id) } : null)).then(
      ({ answer }) => answer,
    );
  }

  return {
    states,
    openedCount: () => openedCount,
    started: () => heard('the start', () => started),
    async call(verb, ...args) {
      const answer = await ask((id) => ({ kind: 'call', id, verb, args: [...args] }));
      if (!isOk(answer)) throw new Error(`${verb}: ${JSON.stringify(answer)}`);
    },
    fetch: (path) => ask((id) => ({ kind: 'fetch', id, path })),
    refresh: () => ask((id) => ({ kind: 'refresh', id })),
    until<Kind extends SessionState['kind']>(...kinds: readonly Kind[]) {
      const isOne = (state: SessionState): state is Extract<SessionState, { kind: Kind }> =>
        kinds.some((kind) => kind === state.kind);
      return heard(kinds.join(' or '), () => {
        const last = states.at(-1) ?? started;
        return last !== null && isOne(last) ? last : null;
      });
    },
    authorizationRequest: () =>
      heard('an authorization request', () => {
        const at = opened.findIndex((address) =>
          new URL(address).searchParams.has('code_challenge'),
        );
        const [address] = at < 0 ? [] : opened.splice(at, 1);
        return address === undefined ? null : new URL(address);
      }),
    succession: () => heard('a succession', () => succession),
    left: () => heard('its end', () => left),
    takeOver: (last) => send({ kind: 'take-over', left: last }),
    settled: () => ask((id) => ({ kind: 'settle', id })),
    async kill() {
      isKilled = true;
      child.kill('SIGKILL');
      await gone;
    },
    printed: () => printed,
  };
}

async function hasGone(child: ChildProcess): Promise<void> {
  // What it has sent before its end is heard until then.
  await Promise.all([
    once(child, 'exit'),
    child.connected ? once(child, 'disconnect') : Promise.resolve(),
  ]);
}

function isOk(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
}
