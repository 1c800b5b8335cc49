import { describe, expect, it } from 'vitest';
import { createClockSkew, withClockSkew } from '../../../electron/network/clock-skew.ts';

const noon = Date.parse('2026-11-23T12:00:00.400Z');

function answerAt(milliseconds: number, headers: Record<string, string> = {}): Response {
  return new Response(null, {
    headers: { date: new Date(milliseconds).toUTCString(), ...headers },
  });
}

/** What is learnt at noon by the PC from services whose clocks are so many seconds ahead. */
function learnt(...secondsAhead: number[]) {
  const skew = createClockSkew(() => noon);
  for (const ahead of secondsAhead) skew.observe(answerAt(noon + ahead * 1000));
  return skew;
}

describe('learning the skew of the PC’s clock', () => {
  it('knows nothing at first, and calls that fine', () => {
    expect(learnt().seconds()).toBe(0);
    expect(learnt().verdict()).toEqual({ kind: 'fine' });
  });

  it.each([600, -600, 90, -7])('finds %d seconds', (seconds) => {
    const skew = learnt(seconds);
    expect(skew.seconds()).toBe(seconds);
    expect(skew.verdict()).toEqual({ kind: 'corrected', seconds });
  });

  it.each([0, 100, 400, 999])('a Date cut %d ms short is no skew', (cut) => {
    const second = Math.floor(noon / 1000) * 1000;
    const skew = createClockSkew(() => second + cut);
    skew.observe(answerAt(second));
    expect(Object.is(skew.seconds(), 0)).toBe(true);
  });

  it.each([0, 100, 499, 999])('finds it exactly, %d ms into the second', (into) => {
    const second = Math.floor(noon / 1000) * 1000;
    const skew = createClockSkew(() => second + into);
    // toUTCString cuts to the second, as servers do.
    skew.observe(answerAt(second + into + 600_000));
    expect(skew.seconds()).toBe(600);
  });

  it('corrects a quarter of an hour either way, and not a second more', () => {
    expect(learnt(900).verdict()).toEqual({ kind: 'corrected', seconds: 900 });
    expect(learnt(-900).verdict()).toEqual({ kind: 'corrected', seconds: -900 });
    expect(learnt(901).verdict()).toEqual({ kind: 'too-far', seconds: 901 });
    expect(learnt(-901).verdict()).toEqual({ kind: 'too-far', seconds: -901 });
  });

  it('is not moved by one service whose clock is wrong', () => {
    expect(learnt(60, 60, -3600, 60).seconds()).toBe(60);
  });

  it('believes a mended clock at the second answer', () => {
    expect(learnt(600, 600, 600, 0).seconds()).toBe(600);
    expect(learnt(600, 600, 600, 0, 0).seconds()).toBe(0);
  });

  it('says so when the PC is years behind, as with a flat battery', () => {
    const skew = createClockSkew(() => Date.parse('2016-01-01T00:00:00Z'));
    skew.observe(answerAt(noon));
    expect(skew.verdict()).toMatchObject({ kind: 'too-far' });
  });

  it.each<[string, Record<string, string>]>([
    ['no date', {}],
    ['an empty date', { date: '' }],
    ['no date at all', { date: 'soon' }],
    ['a date before this client', { date: 'Thu, 01 Jan 1970 00:00:00 GMT' }],
    ['a date nobody will see', { date: 'Fri, 31 Dec 9999 23:59:59 GMT' }],
    ['a date from a cache', { date: 'Mon, 23 Nov 2026 11:00:00 GMT', age: '3600' }],
  ])('learns nothing from %s', (_, headers) => {
    const skew = learnt(60);
    skew.observe(new Response(null, { headers }));
    expect(skew.seconds()).toBe(60);
  });
});

describe('a fetch that learns', () => {
  it('observes an answer of any status and hands it on untouched', async () => {
    const skew = createClockSkew(() => noon);
    const answer = new Response('no', {
      status: 401,
      headers: { date: new Date(noon + 300_000).toUTCString() },
    });
    const asked: unknown[] = [];
    const fetch = withClockSkew(async (...call) => {
      asked.push(call);
      return answer;
    }, skew);
    expect(await fetch('https://id.example/token', { method: 'POST' })).toBe(answer);
    expect(asked).toEqual([['https://id.example/token', { method: 'POST' }]]);
    expect(skew.seconds()).toBe(300);
    expect(await answer.text()).toBe('no');
  });

  it('passes a failure on', async () => {
    const skew = createClockSkew(() => noon);
    const failure = new Error('net::ERR_TIMED_OUT');
    const fetch = withClockSkew(() => Promise.reject(failure), skew);
    await expect(fetch('https://id.example/')).rejects.toBe(failure);
  });
});
