import type { Fetch } from './fetch.ts';

/** What is known of the PC's clock. `seconds` is the services' time minus the PC's. */
export type ClockVerdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'corrected'; readonly seconds: number }
  | { readonly kind: 'too-far'; readonly seconds: number };

/** How far the PC's clock is from that of the services it talks to. */
export interface ClockSkew {
  /** Learns from the `Date` of an answer that has just arrived, whatever its status. */
  observe(answer: Pick<Response, 'headers'>): void;
  /** Whole seconds to add to the PC's time to get the services' time; 0 until something is known. */
  seconds(): number;
  /** Whether `seconds` may be used: beyond a quarter of an hour the PC's clock must be mended. */
  verdict(): ClockVerdict;
}

/** Seconds of skew that are corrected; beyond, times in tokens are not worth checking. */
const correctable = 15 * 60;
/** Seconds of skew that nobody needs to hear of. */
const unremarkable = 5;
/** With three, one service whose clock is wrong does not count, and a mended clock soon does. */
const samplesKept = 3;
/** Older than this client, or past anything it will see: the service has no clock to learn from. */
const plausible = { from: Date.UTC(2025, 0, 1), until: Date.UTC(2100, 0, 1) };

/** @param now the PC's clock, in epoch milliseconds */
export function createClockSkew(now: () => number): ClockSkew {
  let samples: readonly number[] = [];

  function seconds(): number {
    if (samples.length < samplesKept) return samples.at(-1) ?? 0;
    return samples.toSorted((a, b) => a - b)[Math.floor(samplesKept / 2)] ?? 0;
  }

  return {
    observe({ headers }) {
      const sample = sampleOf(headers, now());
      if (sample !== null) samples = [...samples, sample].slice(-samplesKept);
    },
    seconds,
    verdict() {
      const skew = seconds();
      if (Math.abs(skew) > correctable) return { kind: 'too-far', seconds: skew };
      if (Math.abs(skew) > unremarkable) return { kind: 'corrected', seconds: skew };
      return { kind: 'fine' };
    },
  };
}

/** The same fetch, with every answer's `Date` observed. */
export function withClockSkew(fetch: Fetch, skew: ClockSkew): Fetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    skew.observe(answer);
    return answer;
  };
}

/**
 * `Date` is cut to the second when the answer is made (RFC 9110 section 6.6.1), so it is up to a
 * second early: rounded up. The way back takes time too, which is not known. A second either way is
 * within that uncertainty and counts as no skew at all.
 */
function sampleOf(headers: Headers, received: number): number | null {
  // An answer from a cache tells when it was first made (RFC 9111 section 5.1).
  if (Number(headers.get('age') ?? 0) !== 0) return null;
  const date = Date.parse(headers.get('date') ?? '');
  if (!(date >= plausible.from && date < plausible.until)) return null;
  const skew = Math.ceil((date - received) / 1000);
  return Math.abs(skew) <= 1 ? 0 : skew;
}
