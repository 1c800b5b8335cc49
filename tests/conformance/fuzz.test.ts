import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CareDeskError } from '../../electron/ground/caredesk-error.ts';
import { startLoopbackReceiver } from '../../electron/identity/loopback-receiver.ts';
import { wronglyAccepted } from './fuzz/acceptable.ts';
import { malformed, malformedAnswers } from './fuzz/answer-mutations.ts';
import { exchangeRaw, rawRequests } from './fuzz/raw-requests.ts';
import { createRedeemer, type Redeemer } from './fuzz/redeem.ts';
import { trueAnswers } from './fuzz/true-answers.ts';

/** Fixed, so that a failure can be had again; fast-check prints it with the counterexample. */
const seed = 20_261_123;
/** Milliseconds each half may take; on a PC of its own it takes about a tenth of that. */
const timeout = 180_000;
const state = 'q6mJ1Zc3pM5h0aXkq3gR0wq6mJ1Zc3pM5h0aXkq3gR0';

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', note);
});

afterAll(() => {
  process.off('unhandledRejection', note);
});

describe('10,000 fuzzed requests at the loopback receiver', () => {
  const batch = 100;

  it(
    'none is taken for the answer, and the true answer is accepted after every hundred',
    async () => {
      let sent = 0;
      let foreign = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(rawRequests, { minLength: batch, maxLength: batch }),
          async (requests) => {
            const receiver = await startLoopbackReceiver({
              host: '127.0.0.1',
              path: '/callback',
              ports: [],
              expectedState: state,
              onForeignAnswer: () => {
                foreign += 1;
              },
            });
            try {
              let taken: URL | null = null;
              void receiver.answer.then((answer) => {
                taken = answer;
              });
              const port = Number(new URL(receiver.redirectUri).port);
              const answers = await Promise.all(
                requests.map((text) => exchangeRaw(port, text(port, state))),
              );
              sent += answers.length;
              expect(taken).toBeNull();
              expect(answers.filter((line) => /^HTTP\/1\.1 [23]/.test(line))).toEqual([]);
              const truth = `GET /callback?code=true&state=${state} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
              expect(await exchangeRaw(port, Buffer.from(truth))).toMatch(/^HTTP\/1\.1 302 /);
              expect((await receiver.answer).searchParams.get('code')).toBe('true');
            } finally {
              receiver.close();
            }
          },
        ),
        { seed, numRuns: 100 },
      );
      expect(sent).toBe(10_000);
      // The fuzz gets past the parser: a good part is turned away for its state alone.
      expect(foreign).toBeGreaterThan(2_000);
      expect(unhandled).toEqual([]);
    },
    timeout,
  );
});

describe('10,000 malformed answers of a provider', () => {
  it(
    'each is refused with a code or harmless, and the true answer is accepted afterwards',
    async () => {
      const truth = await trueAnswers();
      let harmless = 0;
      const codes = new Set<string>();
      let longLived = createRedeemer(truth);
      await longLived.redeem(null);
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(malformedAnswers, async (given) => {
          runs += 1;
          // What was announced or published is kept for a while: each of those gets a new CareDesk.
          const isKept = given.endpoint === 'discovery' || given.endpoint === 'keys';
          const redeemer: Redeemer = isKept ? createRedeemer(truth) : longLived;
          const answer = await malformed(given, truth);
          try {
            const accepted = await redeemer.redeem({ endpoint: given.endpoint, answer });
            harmless += 1;
            expect(wronglyAccepted(accepted, truth.issuer)).toBeNull();
          } catch (error) {
            if (!(error instanceof CareDeskError)) throw error;
            codes.add(error.code);
          }
          expect(redeemer.addresses.filter((address) => !address.startsWith('https:'))).toEqual([]);
          if (runs % 10 !== 0) return;
          expect(wronglyAccepted(await longLived.redeem(null), truth.issuer)).toBeNull();
          longLived = createRedeemer(truth);
        }),
        { seed, numRuns: 10_000 },
      );
      // Neither all noise nor all harmless: many different checks have refused.
      expect(harmless).toBeGreaterThan(500);
      expect(harmless).toBeLessThan(5_000);
      expect(codes.size).toBeGreaterThan(10);
      expect(unhandled).toEqual([]);
    },
    timeout,
  );
});
