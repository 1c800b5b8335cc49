import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeNetworkFailure } from '../../../electron/network/network-failure.ts';
import { fetchOverNode, type PathServer, startPathServer } from './fetch-over-node.ts';
import { openNodeRequest } from './node-request.ts';

let server: PathServer;

beforeAll(async () => {
  server = await startPathServer();
});

afterAll(() => server.close());

const fetch = fetchOverNode();

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
}

describe('aborting', () => {
  it('before the request sends nothing', async () => {
    let opened = 0;
    const reason = new Error('changed my mind');
    const quiet = fetchOverNode({
      openRequest(options, listeners) {
        opened++;
        return openNodeRequest(options, listeners);
      },
    });
    await expect(quiet(`http://127.0.0.1/`, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(opened).toBe(0);
  });

  it('while waiting rejects with the reason and closes the connection', async () => {
    const closed = deferred<void>();
    const abort = new AbortController();
    const url = server.on('/hang', (message) => {
      message.socket.on('close', () => closed.resolve());
      abort.abort(new DOMException('the service took too long', 'TimeoutError'));
    });
    const failed = fetch(url, { signal: abort.signal });
    await expect(failed).rejects.toMatchObject({ name: 'TimeoutError' });
    await failed.catch((error) => expect(describeNetworkFailure(error)?.kind).toBe('timeout'));
    await closed.promise;
  });

  it('while streaming ends the body with the reason and closes the connection', async () => {
    const closed = deferred<void>();
    const url = server.on('/slow', (message, answer) => {
      message.socket.on('close', () => closed.resolve());
      answer.write('first');
    });
    const abort = new AbortController();
    const answer = await fetch(url, { signal: abort.signal });
    const text = answer.text();
    abort.abort(new Error('signed out'));
    await expect(text).rejects.toThrow('signed out');
    await closed.promise;
  });

  it('by cancelling the body closes the connection', async () => {
    const closed = deferred<void>();
    const url = server.on('/cancelled', (message, answer) => {
      message.socket.on('close', () => closed.resolve());
      answer.write('first');
    });
    await (await fetch(url)).body?.cancel();
    await closed.promise;
  });

  it('after the end does nothing', async () => {
    const url = server.on('/done', (_, answer) => answer.end('done'));
    const abort = new AbortController();
    const answer = await fetch(url, { signal: abort.signal });
    expect(await answer.text()).toBe('done');
    abort.abort();
  });
});
