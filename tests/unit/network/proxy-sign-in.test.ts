import { describe, expect, it } from 'vitest';
import {
  type ProxyChallenge,
  type ProxyCredentials,
  rememberProxySignIn,
} from '../../../electron/network/proxy-sign-in.ts';

const proxy: ProxyChallenge = {
  isProxy: true,
  host: 'proxy.example',
  port: 8080,
  realm: 'Riverside',
  scheme: 'basic',
};
const nurse: ProxyCredentials = { username: 'nurse', password: 'right' };
const mistyped: ProxyCredentials = { username: 'nurse', password: 'rihgt' };

/** A person who is asked, and answers when the test says so. */
function person() {
  const asked: {
    refused: ProxyCredentials | null;
    answer: (c: ProxyCredentials | null) => void;
  }[] = [];
  const remembered = rememberProxySignIn(
    (_, refused) => new Promise((answer) => asked.push({ refused, answer })),
  );
  const { signIn, drop } = remembered.forPerson();
  return { ...remembered, signIn, drop, asked };
}

describe('signing in at a proxy', () => {
  it('asks once for all requests that wait, and not again after', async () => {
    const { signIn, asked } = person();
    const waiting = Promise.all([signIn(proxy, null), signIn(proxy, null)]);
    await Promise.resolve();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(nurse);
    expect(await waiting).toEqual([nurse, nurse]);
    expect(await signIn(proxy, null)).toBe(nurse);
    expect(asked).toHaveLength(1);
  });

  it('asks again when the proxy refuses, once for all requests it refused', async () => {
    const { signIn, asked } = person();
    const first = signIn(proxy, null);
    await Promise.resolve();
    asked[0]?.answer(mistyped);
    expect(await first).toBe(mistyped);
    const second = signIn(proxy, mistyped);
    await Promise.resolve();
    expect(asked[1]?.refused).toBe(mistyped);
    asked[1]?.answer(nurse);
    expect(await second).toBe(nurse);
    expect(await signIn(proxy, mistyped)).toBe(nurse);
    expect(asked).toHaveLength(2);
  });

  it('does not try again what the last try of a request had refused', async () => {
    const { signIn, drop, asked } = person();
    const first = signIn(proxy, null);
    await Promise.resolve();
    asked[0]?.answer(mistyped);
    await first;
    drop({ ...proxy, port: 3128 }, mistyped);
    expect(await signIn(proxy, null)).toBe(mistyped);
    drop(proxy, mistyped);
    const second = signIn(proxy, null);
    await Promise.resolve();
    expect(asked).toHaveLength(2);
    asked[1]?.answer(nurse);
    await second;
    drop(proxy, mistyped);
    expect(await signIn(proxy, null)).toBe(nurse);
  });

  it('keeps the passwords of different proxies and realms apart', async () => {
    const { signIn, asked } = person();
    const first = signIn(proxy, null);
    void signIn({ ...proxy, realm: 'Hillside' }, null);
    void signIn({ ...proxy, port: 3128 }, null);
    void signIn({ ...proxy, host: 'other.example' }, null);
    await Promise.resolve();
    expect(asked).toHaveLength(4);
    asked[0]?.answer(nurse);
    expect(await first).toBe(nurse);
  });

  it('asks anew after the person gave up, or the asking failed', async () => {
    const { signIn, asked } = person();
    const first = signIn(proxy, null);
    await Promise.resolve();
    asked[0]?.answer(null);
    expect(await first).toBeNull();
    void signIn(proxy, null);
    await Promise.resolve();
    expect(asked).toHaveLength(2);

    let failures = 0;
    const failing = rememberProxySignIn(async () => {
      failures++;
      throw new Error('no window');
    });
    const { signIn: failingSignIn } = failing.forPerson();
    await expect(failingSignIn(proxy, null)).rejects.toThrow('no window');
    await expect(failingSignIn(proxy, null)).rejects.toThrow('no window');
    expect(failures).toBe(2);
  });

  it('asks the next person afresh, and no more for the one who has left', async () => {
    const { signIn, leave, forPerson, asked } = person();
    const first = signIn(proxy, null);
    await Promise.resolve();
    asked[0]?.answer(nurse);
    await first;
    leave();
    const next = forPerson().signIn(proxy, null);
    await Promise.resolve();
    expect(asked).toHaveLength(2);
    expect(await signIn({ ...proxy, port: 3128 }, null)).toBeNull();
    expect(asked).toHaveLength(2);
    asked[1]?.answer(mistyped);
    expect(await next).toBe(mistyped);
  });

  it('does not keep what was being typed when the person left', async () => {
    const { signIn, leave, forPerson, forCleanup, asked } = person();
    const typing = signIn(proxy, null);
    await Promise.resolve();
    leave();
    asked[0]?.answer(nurse);
    expect(await typing).toBeNull();
    expect(await forCleanup().signIn(proxy, null)).toBeNull();
    void forPerson().signIn(proxy, null);
    await Promise.resolve();
    expect(asked).toHaveLength(2);
  });

  it('serves the cleanup with what the person typed until it is forgotten', async () => {
    const { signIn, leave, forgetLeft, forCleanup, asked } = person();
    expect(await forCleanup().signIn(proxy, null)).toBeNull();
    const first = signIn(proxy, null);
    await Promise.resolve();
    asked[0]?.answer(nurse);
    await first;
    expect(await forCleanup().signIn(proxy, null)).toBe(nurse);
    leave();
    const cleanup = forCleanup();
    expect(await cleanup.signIn(proxy, null)).toBe(nurse);
    expect(cleanup.ended?.aborted).toBe(false);
    forgetLeft();
    expect(cleanup.ended?.aborted).toBe(true);
    expect(await cleanup.signIn(proxy, null)).toBeNull();
    expect(await forCleanup().signIn(proxy, null)).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('tells the requests of a person when they leave, and only those', () => {
    const { leave, forPerson } = person();
    const before = forPerson().ended;
    leave();
    expect(before?.aborted).toBe(true);
    expect(forPerson().ended?.aborted).toBe(false);
  });
});
