import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Keychain, KeychainService } from './keychain.ts';
import {
  type KeychainCall,
  type KeychainOutcome,
  type KeychainWork,
  keychainAnswerSchema,
} from './keychain-call.ts';

/** A process that makes calls of the keychain. */
export interface KeychainProcess {
  send(call: KeychainCall): void;
  /** Ends it at once, whatever it waits for. */
  end(): void;
}

/** Starts one. `onExit` is told however it ends. */
export type StartKeychainProcess = (
  onAnswer: (message: unknown) => void,
  onExit: () => void,
) => KeychainProcess;

/** The keychain of this PC, in a process of its own. */
export interface SeparateKeychain {
  open(service: KeychainService): Keychain;
  /** Ends the process, with what it was asked for; every later call is refused. */
  close(): void;
}

interface SeparateKeychainDependencies {
  readonly start: StartKeychainProcess;
  /** Runs a task after so many milliseconds. Returns the function that cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

/** Milliseconds for one call: somebody may have to find and to type the keyring's password. */
export const callAllowance = 45_000;
/** Milliseconds without a call after which the process ends: it takes memory, and holds no state. */
export const idleAllowance = 15_000;

interface Waiting {
  readonly call: KeychainCall;
  resolve(outcome: KeychainOutcome): void;
  reject(error: CareDeskError): void;
}

/**
 * A keychain that asks for its own password blocks the thread that called it until somebody answers,
 * and Node cannot end while a thread of its pool is blocked. So the calls are made in a process of
 * their own, one at a time: one that takes too long ends the process, and with it the prompt and
 * every call behind it. The next call starts another process.
 *
 * Calls reject with CareDeskError KEYCHAIN_UNANSWERED, KEYCHAIN_UNAVAILABLE when the keychain
 * refuses, or PROGRAM_CHANGED when what speaks to it is not what was packed.
 */
export function createSeparateKeychain({
  start,
  after,
}: SeparateKeychainDependencies): SeparateKeychain {
  let waiting: Waiting[] = [];
  let running: KeychainProcess | null = null;
  let underWay: { readonly call: Waiting; readonly stopTimer: () => void } | null = null;
  let stopIdling: () => void = () => undefined;
  let lastId = 0;
  let isClosed = false;

  function openProcess(): KeychainProcess {
    if (running !== null) return running;
    const started: KeychainProcess = start(
      (message) => {
        if (running === started) onAnswer(message);
      },
      () => {
        if (running !== started) return;
        running = null;
        settle((call) => call.reject(new CareDeskError('KEYCHAIN_UNAVAILABLE')));
      },
    );
    running = started;
    return started;
  }

  function endProcess(): void {
    stopIdling();
    const ended = running;
    running = null;
    ended?.end();
  }

  function giveUp(code: 'KEYCHAIN_UNANSWERED' | 'KEYCHAIN_UNAVAILABLE'): void {
    endProcess();
    const behind = waiting;
    waiting = [];
    for (const call of behind) call.reject(new CareDeskError(code));
    settle((call) => call.reject(new CareDeskError(code)));
  }

  function settle(how: (call: Waiting) => void): void {
    const settled = underWay;
    underWay = null;
    settled?.stopTimer();
    if (settled !== null) how(settled.call);
    next();
  }

  function onAnswer(message: unknown): void {
    const answer = keychainAnswerSchema.safeParse(message);
    if (!answer.success || answer.data.id !== underWay?.call.call.id) return;
    const { outcome } = answer.data;
    settle((call) => call.resolve(outcome));
  }

  function next(): void {
    if (underWay !== null) return;
    stopIdling();
    const call = waiting.shift();
    if (call === undefined) {
      if (running !== null) stopIdling = after(idleAllowance, endProcess);
      return;
    }
    underWay = { call, stopTimer: after(callAllowance, () => giveUp('KEYCHAIN_UNANSWERED')) };
    try {
      openProcess().send(call.call);
    } catch {
      giveUp('KEYCHAIN_UNAVAILABLE');
    }
  }

  function make(service: KeychainService, work: KeychainWork): Promise<KeychainOutcome> {
    if (isClosed) return Promise.reject(new CareDeskError('KEYCHAIN_UNAVAILABLE'));
    const made = new Promise<KeychainOutcome>((resolve, reject) => {
      lastId += 1;
      waiting.push({ call: { id: lastId, service, work }, resolve, reject });
    });
    next();
    return made;
  }

  return {
    open: (service) => ({
      async read(account) {
        const outcome = await make(service, { kind: 'read', account });
        if (outcome.kind !== 'secret') throw refusalOf(outcome);
        return outcome.secret;
      },
      async write(account, secret) {
        expectDone(await make(service, { kind: 'write', account, secret }));
      },
      async remove(account) {
        expectDone(await make(service, { kind: 'remove', account }));
      },
      async accounts() {
        const outcome = await make(service, { kind: 'accounts' });
        if (outcome.kind !== 'accounts') throw refusalOf(outcome);
        return outcome.accounts;
      },
    }),
    close() {
      isClosed = true;
      giveUp('KEYCHAIN_UNAVAILABLE');
    },
  };
}

function expectDone(outcome: KeychainOutcome): void {
  if (outcome.kind !== 'done') throw refusalOf(outcome);
}

function refusalOf(outcome: KeychainOutcome): CareDeskError {
  return outcome.kind === 'program-changed'
    ? new CareDeskError('PROGRAM_CHANGED', { detail: outcome.file })
    : new CareDeskError('KEYCHAIN_UNAVAILABLE');
}
