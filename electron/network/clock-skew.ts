import type { Fetch } from './fetch.ts';

/**
 * What is known of the PC's clock. `seconds` is the services' time minus the PC's: positive when the
 * PC is behind. `doubtful`: somebody says it is wrong and nobody else confirms it, so nothing is
 * made of it.
 */
export type ClockVerdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'doubtful'; readonly seconds: number }
  | { readonly kind: 'corrected'; readonly seconds: number }
  | { readonly kind: 'too-far'; readonly seconds: number };

/** What was asked for, as far as it tells who answered. */
export interface AskedFor {
  readonly url: string;
  readonly init?: RequestInit | undefined;
}

/** How far the PC's clock is from that of the services it talks to. */
export interface ClockSkew {
  /** Learns from the `Date` of an answer that has just arrived, whatever its status. */
  observe(answer: Pick<Response, 'headers'>, asked: AskedFor): void;
  /** Whole seconds to add to the PC's time to get the services' time; 0 until it is certain. */
  seconds(): number;
  /** Whether `seconds` may be used: beyond a quarter of an hour the PC's clock must be mended. */
  verdict(): ClockVerdict;
}

/** Seconds of skew that are corrected; beyond, times in tokens are not worth checking. */
const correctable = 15 * 60;
/** Seconds of skew that nobody needs to hear of. */
const unremarkable = 5;
/** Seconds two samples of the same clock may differ by: answers take time on their way. */
const agreement = 20;
/** Samples kept, of each address the newest. */
const samplesKept = 6;
/** Older than this client, or past anything it will see: the service has no clock to learn from. */
const plausible = { from: Date.UTC(2025, 0, 1), until: Date.UTC(2100, 0, 1) };

/** `live`: made for this request. `cacheable`: perhaps a cache's, whose `Date` may be of long ago. */
type Freshness = 'live' | 'cacheable';

interface Sample {
  readonly seconds: number;
  readonly freshness: Freshness;
  /** Whoever said it: origin and path of the request. */
  readonly source: string;
}

/**
 * One answer settles nothing: a cache may tell the time of an hour ago, a server may be wrong. The
 * PC's clock counts as wrong when two addresses say so alike and no cache can have said it for both.
 * @param now the PC's clock, in epoch milliseconds
 */
export function createClockSkew(now: () => number): ClockSkew {
  let samples: readonly Sample[] = [];

  function verdict(): ClockVerdict {
    const { seconds, isCertain } = estimate(samples);
    const size = Math.abs(seconds);
    if (size <= unremarkable) return { kind: 'fine' };
    if (!isCertain) return { kind: 'doubtful', seconds };
    return { kind: size > correctable ? 'too-far' : 'corrected', seconds };
  }

  return {
    observe({ headers }, asked) {
      const sample = sampleOf(headers, asked, now());
      if (sample === null) return;
      const { source, freshness, seconds } = sample;
      const isSame = (each: Sample) => each.source === source && each.freshness === freshness;
      const before = samples.find(isSame);
      // The same clock says otherwise now: the PC's has been set, and what was learnt is worth nothing.
      const isSet =
        freshness === 'live' &&
        before !== undefined &&
        Math.abs(before.seconds - seconds) > agreement;
      const others = isSet ? [] : samples.filter((each) => !isSame(each));
      samples = [...others, sample].slice(-samplesKept);
    },
    seconds() {
      const known = verdict();
      return known.kind === 'fine' || known.kind === 'doubtful' ? 0 : known.seconds;
    },
    verdict,
  };
}

/** The same fetch, with every answer's `Date` observed. */
export function withClockSkew(fetch: Fetch, skew: ClockSkew): Fetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    skew.observe(answer, { url, init });
    return answer;
  };
}

/** How far off a clock is, in words: “2 minutes behind”, “3 hours ahead”. */
export function skewWords(seconds: number): string {
  const size = Math.abs(seconds);
  const [divisor, unit] =
    size >= 2 * 86_400
      ? ([86_400, 'day'] as const)
      : size >= 2 * 3_600
        ? ([3_600, 'hour'] as const)
        : size >= 120
          ? ([60, 'minute'] as const)
          : ([1, 'second'] as const);
  const count = Math.round(size / divisor);
  return `${count} ${unit}${count === 1 ? '' : 's'} ${seconds > 0 ? 'behind' : 'ahead'}`;
}

/** What most addresses agree on. Live answers go before cacheable ones; doubt is for the PC's clock. */
function estimate(samples: readonly Sample[]): {
  readonly seconds: number;
  readonly isCertain: boolean;
} {
  const live = samples.filter(({ freshness }) => freshness === 'live');
  const candidates = (live.length > 0 ? live : samples).map((candidate) => {
    const agreeing = samples.filter(
      (each) => Math.abs(each.seconds - candidate.seconds) <= agreement,
    );
    return { candidate, support: new Set(agreeing.map(({ source }) => source)).size };
  });
  const [best] = candidates.toSorted(
    (a, b) =>
      b.support - a.support || Math.abs(a.candidate.seconds) - Math.abs(b.candidate.seconds),
  );
  if (best === undefined) return { seconds: 0, isCertain: false };
  return { seconds: best.candidate.seconds, isCertain: live.length > 0 && best.support >= 2 };
}

/**
 * `Date` is cut to the second when the answer is made (RFC 9110 section 6.6.1), so it is up to a
 * second early: rounded up. The way back takes time too, which is not known. A second either way is
 * within that uncertainty and counts as no skew at all. What a cache has kept is older by its `Age`
 * (RFC 9111 section 4.2.3).
 */
function sampleOf(headers: Headers, { url, init }: AskedFor, received: number): Sample | null {
  const made = Date.parse(headers.get('date') ?? '');
  if (!(made >= plausible.from && made < plausible.until)) return null;
  const age = ageOf(headers);
  if (age === null) return null;
  const skew = Math.ceil((made + age * 1000 - received) / 1000);
  const { origin, pathname } = new URL(url);
  return {
    seconds: Math.abs(skew) <= 1 ? 0 : skew,
    freshness: age === 0 && isLive(headers, init) ? 'live' : 'cacheable',
    source: `${origin}${pathname}`,
  };
}

/** Seconds in caches; 0 when no cache tells, null when it is not told in a readable way. */
function ageOf(headers: Headers): number | null {
  const age = headers.get('age');
  if (age === null) return 0;
  // Of several the first counts (RFC 9111 section 5.1).
  const [first = ''] = age.split(',');
  return /^\s*\d{1,9}\s*$/.test(first) ? Number(first) : null;
}

/** Whether no cache in between may have kept the answer (RFC 9111 sections 3, 3.5 and 5.2). */
function isLive(headers: Headers, init: RequestInit = {}): boolean {
  const method = init.method?.toUpperCase() ?? 'GET';
  if (method !== 'GET' && method !== 'HEAD') return true;
  const sent = new Headers(init.headers);
  if (sent.has('authorization') || sent.get('cache-control') === uncached) return true;
  return /(^|,)\s*(no-store|private)\s*(,|$)/i.test(headers.get('cache-control') ?? '');
}

const uncached = 'no-cache, no-store';

/**
 * Asks an address for the time, past every cache: with a query nobody has asked before, and saying
 * so. Whatever it answers, the answer has a `Date`. Never throws.
 * @param observed a fetch `withClockSkew`
 * @param unique differs at every call
 */
export async function askForTheTime(
  observed: Fetch,
  address: string,
  unique: string,
): Promise<void> {
  try {
    const url = new URL(address);
    url.searchParams.set('time', unique);
    const headers = { accept: '*/*', 'cache-control': uncached, pragma: 'no-cache' };
    await observed(url.href, { headers });
  } catch {
    // Nobody confirms anything.
  }
}
