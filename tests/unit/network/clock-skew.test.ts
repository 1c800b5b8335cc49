import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askForTheTime,
  createClockSkew,
  skewWords,
  withClockSkew,
} from '../../../electron/network/clock-skew.ts';

const noon = Date.parse('2026-11-23T12:00:00.400Z');

type Freshness = 'live' | 'cached';

interface Told {
  readonly ahead: number;
  readonly from?: string;
  readonly as?: Freshness;
  readonly headers?: Record<string, string>;
}

function answerAt(milliseconds: number, headers: Record<string, string> = {}): Response {
  return new Response(null, {
    headers: { date: new Date(milliseconds).toUTCString(), ...headers },
  });
}

/** What is learnt at noon by the PC from clocks that are so many seconds ahead of its own. */
function learnt(...told: readonly Told[]) {
  const skew = createClockSkew(() => noon);
  for (const [at, { ahead, from = `/${at}`, as = 'live', headers = {} }] of told.entries()) {
    skew.observe(answerAt(noon + ahead * 1000, headers), {
      url: `https://id.example${from}`,
      init: { method: as === 'live' ? 'POST' : 'GET' },
    });
  }
  return skew;
}

const everybody = (ahead: number): Told[] => [{ ahead, as: 'cached' }, { ahead }, { ahead }];

describe('learning the skew of the PC’s clock', () => {
  it('knows nothing at first, and calls that fine', () => {
    expect(learnt().seconds()).toBe(0);
    expect(learnt().verdict()).toEqual({ kind: 'fine' });
  });

  it.each([600, -600, 90, -7])('finds %d seconds where everybody says so', (seconds) => {
    const skew = learnt(...everybody(seconds));
    expect(skew.seconds()).toBe(seconds);
    expect(skew.verdict()).toEqual({ kind: 'corrected', seconds });
  });

  it.each([0, 100, 400, 999])('a Date cut %d ms short is no skew', (cut) => {
    const second = Math.floor(noon / 1000) * 1000;
    const skew = createClockSkew(() => second + cut);
    for (const path of ['/a', '/b']) {
      skew.observe(answerAt(second), {
        url: `https://id.example${path}`,
        init: { method: 'POST' },
      });
    }
    expect(Object.is(skew.seconds(), 0)).toBe(true);
    expect(skew.verdict()).toEqual({ kind: 'fine' });
  });

  it('corrects a quarter of an hour either way, and not a second more', () => {
    expect(learnt(...everybody(900)).verdict()).toEqual({ kind: 'corrected', seconds: 900 });
    expect(learnt(...everybody(-900)).verdict()).toEqual({ kind: 'corrected', seconds: -900 });
    expect(learnt(...everybody(901)).verdict()).toEqual({ kind: 'too-far', seconds: 901 });
    expect(learnt(...everybody(-901)).verdict()).toEqual({ kind: 'too-far', seconds: -901 });
  });

  it.each<[string, Told[]]>([
    ['one answer', [{ ahead: -3600 }]],
    [
      'one address, however often',
      [
        { ahead: 90, from: '/a' },
        { ahead: 90, from: '/a' },
      ],
    ],
    [
      'answers that a cache may have kept',
      [
        { ahead: -3600, as: 'cached' },
        { ahead: -3600, as: 'cached' },
      ],
    ],
    [
      'answers that a cache says it has kept',
      [
        { ahead: -7200, headers: { age: '3600' } },
        { ahead: -7200, headers: { age: '3600' } },
      ],
    ],
  ])('makes nothing of %s', (_case, told) => {
    expect(learnt(...told).verdict().kind).toBe('doubtful');
    expect(learnt(...told).seconds()).toBe(0);
  });

  it('adds the time an answer has been in caches', () => {
    const stale = { ahead: -3600, as: 'cached', headers: { age: '3600' } } as const;
    expect(learnt(stale).verdict()).toEqual({ kind: 'fine' });
    const behind = { ...stale, ahead: -3000 };
    expect(learnt(behind, { ahead: 600 }).verdict()).toEqual({ kind: 'corrected', seconds: 600 });
  });

  it.each(['no-store', 'private, max-age=60', 'max-age=0, NO-STORE'])(
    'takes an answer with Cache-Control %s for one that no cache has kept',
    (control) => {
      const told = { ahead: 600, as: 'cached', headers: { 'cache-control': control } } as const;
      expect(learnt(told, told).seconds()).toBe(600);
    },
  );

  it('believes a mended clock at once when the same address says otherwise', () => {
    const skew = learnt(...everybody(3600));
    expect(skew.verdict().kind).toBe('too-far');
    const again = { url: 'https://id.example/1', init: { method: 'POST' } };
    skew.observe(answerAt(noon), again);
    expect(skew.verdict()).toEqual({ kind: 'fine' });
  });

  it('says so when the PC is years behind, as with a flat battery', () => {
    const skew = createClockSkew(() => Date.parse('2016-01-01T00:00:00Z'));
    for (const path of ['/a', '/b']) {
      skew.observe(answerAt(noon), { url: `https://id.example${path}`, init: { method: 'POST' } });
    }
    expect(skew.verdict()).toMatchObject({ kind: 'too-far' });
  });

  it.each<[string, Record<string, string>]>([
    ['no date', {}],
    ['an empty date', { date: '' }],
    ['no date at all', { date: 'soon' }],
    ['a date before this client', { date: 'Thu, 01 Jan 1970 00:00:00 GMT' }],
    ['a date nobody will see', { date: 'Fri, 31 Dec 9999 23:59:59 GMT' }],
    ['an age nobody can read', { date: 'Mon, 23 Nov 2026 11:00:00 GMT', age: 'old' }],
    ['a negative age', { date: 'Mon, 23 Nov 2026 11:00:00 GMT', age: '-1' }],
  ])('learns nothing from %s', (_, headers) => {
    const skew = learnt(...everybody(60));
    skew.observe(new Response(null, { headers }), { url: 'https://id.example/1' });
    expect(skew.seconds()).toBe(60);
  });
});

describe('any mixture of answers', () => {
  const truth = fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), fc.constant(0));
  const wrong = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const few = fc.array(
    fc.record({ ahead: wrong, as: fc.constantFrom<Freshness>('live', 'cached') }),
    { maxLength: 2 },
  );

  it('a minority that is wrong, each in its way, changes nothing', () => {
    fc.assert(
      fc.property(truth, few, fc.nat(3), (seconds, odd, at) => {
        // Two that are wrong by the same are no longer each in its way.
        fc.pre(odd.length < 2 || Math.abs((odd[0]?.ahead ?? 0) - (odd[1]?.ahead ?? 0)) > 40);
        const right: Told[] = [{ ahead: seconds }, { ahead: seconds }, { ahead: seconds }];
        const skew = learnt(...right.slice(0, at), ...odd, ...right.slice(at));
        const expected = Math.abs(seconds) <= 5 ? 0 : seconds;
        expect(Math.abs(skew.seconds() - expected)).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('a single voice never corrects or refuses, whatever it says', () => {
    fc.assert(
      fc.property(wrong, fc.constantFrom<Freshness>('live', 'cached'), (ahead, as) => {
        const skew = learnt({ ahead, as });
        expect(skew.seconds()).toBe(0);
        expect(['fine', 'doubtful']).toContain(skew.verdict().kind);
      }),
    );
  });

  it('caches alone never correct or refuse, however many and however alike', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 0 }), { maxLength: 8 }), (stale) => {
        const skew = learnt(...stale.map((ahead) => ({ ahead, as: 'cached' as const })));
        expect(skew.seconds()).toBe(0);
      }),
    );
  });

  it('a clock that everybody calls wrong is told with its direction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 901, max: 1_000_000 }), fc.boolean(), (size, isBehind) => {
        const seconds = isBehind ? size : -size;
        expect(learnt(...everybody(seconds)).verdict()).toEqual({ kind: 'too-far', seconds });
        expect(skewWords(seconds)).toMatch(isBehind ? / behind$/ : / ahead$/);
      }),
    );
  });
});

it.each([
  [-1, '1 second ahead'],
  [90, '90 seconds behind'],
  [1_200, '20 minutes behind'],
  [-3_600, '60 minutes ahead'],
  [7_300, '2 hours behind'],
  [-90_000_000, '1042 days ahead'],
])('%d seconds are “%s”', (seconds, words) => {
  expect(skewWords(seconds)).toBe(words);
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
    expect(skew.verdict()).toEqual({ kind: 'doubtful', seconds: 300 });
    expect(await answer.text()).toBe('no');
  });

  it('passes a failure on', async () => {
    const skew = createClockSkew(() => noon);
    const failure = new Error('net::ERR_TIMED_OUT');
    const fetch = withClockSkew(() => Promise.reject(failure), skew);
    await expect(fetch('https://id.example/')).rejects.toBe(failure);
  });

  it('asks for the time past every cache, and takes no for an answer', async () => {
    const skew = createClockSkew(() => noon);
    const urls: string[] = [];
    const fetch = withClockSkew(async (url) => {
      urls.push(url);
      if (url.includes('/down')) throw new Error('net::ERR_CONNECTION_REFUSED');
      return answerAt(noon + 600_000);
    }, skew);
    await askForTheTime(fetch, 'https://id.example/keys?a=b', 'one');
    await askForTheTime(fetch, 'https://api.example/down', 'two');
    await askForTheTime(fetch, 'https://api.example/token', 'three');
    expect(urls[0]).toBe('https://id.example/keys?a=b&time=one');
    expect(skew.verdict()).toEqual({ kind: 'corrected', seconds: 600 });
  });
});
