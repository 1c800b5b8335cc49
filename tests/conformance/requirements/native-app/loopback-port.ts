import { Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { answerTimeout } from '../../../../electron/session/sign-in-attempts.ts';
import { createAdjustableClock } from '../../adjustable-clock.ts';
import {
  type ConformanceCase,
  must,
  mustBecome,
  mustEqual,
  NotApplicable,
} from '../../conformance-case.ts';
import { mustBeSignedIn, onStage } from '../../drives.ts';
import { callbackOf, isListening, probe, redirectOf } from '../../loopback-probe.ts';
import { askProvider } from '../../user-agent.ts';
import { native } from './native-case.ts';

/** Stands in for a PC without this loopback address while `play` runs. */
async function withoutIpv4<T>(play: () => Promise<T>): Promise<T> {
  const original = Server.prototype.listen;
  const missing = Object.assign(new Error('no such address'), { code: 'EADDRNOTAVAIL' });
  Server.prototype.listen = function listen(this: Server, ...args: unknown[]): Server {
    const [options] = args;
    const isIpv4 =
      typeof options === 'object' &&
      options !== null &&
      'host' in options &&
      options.host === '127.0.0.1';
    if (isIpv4) {
      setImmediate(() => this.emit('error', missing));
      return this;
    }
    return Reflect.apply(original, this, args);
  };
  try {
    return await play();
  } finally {
    Server.prototype.listen = original;
  }
}

async function fallsBackToIpv6(): Promise<string> {
  if (
    !Object.values(networkInterfaces())
      .flat()
      .some((address) => address?.address === '::1')
  ) {
    throw new NotApplicable('this machine has no IPv6 loopback address');
  }
  await onStage('cis2', async ({ party }) => {
    const request = await withoutIpv4(() => party.request());
    mustEqual(redirectOf(request).hostname, '[::1]', 'host of the redirect');
    const { outcome } = await party.answer(await askProvider(request));
    mustBeSignedIn(outcome);
  });
  return 'redirected to [::1] and signed in';
}

async function mustBeClosed(port: number, when: string): Promise<void> {
  const isOpen = async () =>
    (await isListening('127.0.0.1', port)) || (await isListening('::1', port));
  // The port is given back in a later turn.
  await mustBecome(isOpen, false, `whether the port is open ${when}:`);
}

/** The port takes no answer any more; a tab that is finished late gets a page. */
async function mustBeOver(request: URL, when: string): Promise<void> {
  const { status, headers } = await probe(callbackOf(request, { code: 'late' }));
  mustEqual([status, headers.location ?? null], [410, null], `the answer to a late tab ${when}`);
}

/** Milliseconds a port stays open for late tabs, at most. */
const afterLife = 5 * 60_000;

async function closesItsPort(): Promise<string> {
  const clock = createAdjustableClock();
  await onStage(
    'cis2',
    async ({ provider, party, another }) => {
      const cancelled = await party.request();
      const port = Number(redirectOf(cancelled).port);
      must(await isListening('127.0.0.1', port), 'the port to be open during the wait', 'no');
      party.rooms.session.cancelSignIn();
      await mustBeOver(cancelled, 'after cancelling');
      const unanswered = await party.request();
      clock.advance(answerTimeout);
      mustEqual((await party.outcome()).kind, 'unanswered', 'outcome after five minutes');
      await mustBeClosed(port, 'five minutes after cancelling');
      await mustBeOver(unanswered, 'after five minutes');
      const failing = another();
      provider.misbehave({ does: 'fails', discovery: (m) => Reflect.deleteProperty(m, 'issuer') });
      await failing.signIn();
      mustEqual(failing.opened.length, 0, 'addresses opened when discovery failed');
      provider.misbehave(null);
      const replaced = another({ clock });
      const old = await replaced.request();
      await replaced.request();
      await mustBeOver(old, 'when a new attempt replaces it');
      const answered = await party.request();
      mustBeSignedIn((await party.answer(await askProvider(answered))).outcome);
      mustEqual(
        (await probe(callbackOf(answered, { code: 'late' }))).status,
        200,
        'a second answer',
      );
      mustEqual(
        provider.received.filter(({ path }) => path === '/token').length,
        1,
        'token requests',
      );
      clock.advance(afterLife);
      for (const request of [unanswered, old, answered]) {
        await mustBeClosed(Number(redirectOf(request).port), 'five minutes later');
      }
    },
    { clock },
  );
  return 'takes an answer during the wait only, has a page for a late tab, closed five minutes after cancel, time-out, a new attempt and the answer';
}

async function listensOnLoopbackOnly(): Promise<string> {
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address !== undefined && !address.internal)
    .map((address) => address?.address ?? '');
  if (outside.length === 0) throw new NotApplicable('this machine has no other address');
  await onStage('cis2', async ({ party }) => {
    const { port } = redirectOf(await party.request());
    must(await isListening('127.0.0.1', Number(port)), 'the loopback port open', 'closed');
    for (const address of outside) {
      must(
        !(await isListening(address, Number(port))),
        'nobody to answer at the other addresses of this machine',
        'a connection was accepted',
      );
    }
  });
  return 'connections to every other address of this machine refused';
}

/** Requirements on the port the answer is awaited at. */
export const loopbackPortCases: readonly ConformanceCase[] = [
  native(
    'N9',
    'RFC 8252 section 7.3',
    'no assumption about the IP version',
    'a PC whose IPv4 loopback cannot be bound',
    fallsBackToIpv6,
  ),
  native(
    'N10',
    'RFC 8252 section 8.3',
    'take an answer only during the wait, and close the port',
    'connections during the wait and after cancel, time-out, a new attempt, the answer',
    closesItsPort,
  ),
  native(
    'N11',
    'RFC 8252 section 8.3',
    'listen on the loopback interface only',
    'connections to every other address of this machine',
    listensOnLoopbackOnly,
  ),
];
