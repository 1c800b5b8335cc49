import { get as getPlain, type IncomingMessage } from 'node:http';
import { Agent, get } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, faultHeader } from './faults.ts';

/** A browser in which the person is signed in at the provider already. */
export interface UserAgent {
  /**
   * Opens an authorization request and follows the redirects to the loopback and its final page.
   * @param reading milliseconds the person takes before the browser goes to the loopback
   * @returns epoch milliseconds, with fractions, just before the loopback was asked
   */
  follow(address: string, fault: Fault, reading: number): Promise<number>;
  close(): void;
}

/** @param ca certificate to trust, PEM */
export function createUserAgent(ca: string): UserAgent {
  const agent = new Agent({ keepAlive: true, ca });
  return {
    async follow(address, fault, reading) {
      const answer = await fetched((done) =>
        get(address, { agent, headers: { [faultHeader]: fault } }, done),
      );
      const redirect = answer.headers.location;
      if (answer.statusCode !== 302 || redirect === undefined) {
        throw new Error(`the provider answered ${answer.statusCode} to an authorization request`);
      }
      await pause(reading);
      const at = performance.timeOrigin + performance.now();
      const page = await fetched((done) => getPlain(redirect, { agent: false }, done));
      const final = page.headers.location;
      if (final !== undefined) {
        await fetched((done) => getPlain(new URL(final, redirect), { agent: false }, done));
      }
      return at;
    },
    close: () => agent.destroy(),
  };
}

function fetched(
  start: (done: (response: IncomingMessage) => void) => NodeJS.EventEmitter,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    start((response) => {
      response.on('end', () => resolve(response)).resume();
    }).on('error', reject);
  });
}
