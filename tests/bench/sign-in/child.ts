import { fork } from 'node:child_process';
import { on } from 'node:events';

/** A process of the bench and what it says. */
export interface Child<Message> {
  send(message: string): void;
  /** Its next message. @throws Error when it has ended, or says nothing for half a minute. */
  next(): Promise<Message>;
  stop(): void;
}

const timeout = 30_000;

/**
 * Starts a bundled script with Node, without the loader that runs the bench itself.
 * @param isMessage tells the script's messages from anything else
 */
export function startChild<Message>(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  isMessage: (value: unknown) => value is Message,
): Child<Message> {
  const child = fork(script, args, {
    execArgv: [],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const messages = on(child, 'message', { close: ['exit'] });
  return {
    send: (message) => child.send(message),
    async next() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`${script} says nothing`)), timeout);
      });
      try {
        const { done, value } = await Promise.race([messages.next(), late]);
        if (done === true) throw new Error(`${script} has ended`);
        const message: unknown = Array.isArray(value) ? value[0] : undefined;
        if (!isMessage(message)) throw new Error(`${script} says what nobody understands`);
        return message;
      } finally {
        clearTimeout(timer);
      }
    },
    stop: () => {
      child.kill();
    },
  };
}

/** Whether a value is one of the messages with these kinds. */
export function hasKind<Kind extends string>(
  value: unknown,
  ...kinds: readonly Kind[]
): value is { readonly kind: Kind } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    kinds.some((kind) => kind === value.kind)
  );
}
