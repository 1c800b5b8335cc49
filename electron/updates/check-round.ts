import type { Failure } from '../contract/session.ts';
import { CareDeskError, failureFrom } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import type { Log } from '../ground/log.ts';
import type { Managed } from './preparation.ts';
import type { UpdateSettings } from './update-engine.ts';
import type { UpdateMemory, Waiting } from './update-memory.ts';
import type { UpdateStage } from './update-stage.ts';
import type { UpdateStatus } from './update-status.ts';
import type { VerifiedFeed } from './verified-feed.ts';
import { isNewer } from './version-order.ts';

/** What a check works with. */
export interface CheckRound {
  readonly clock: Clock;
  readonly log: Log;
  /** The version that is running. */
  readonly version: string;
  readonly status: UpdateStatus;
  readonly settings: UpdateSettings;
  readonly memory: UpdateMemory;
  readonly managed: Managed;
  /** Aborts when CareDesk closes. */
  readonly signal: AbortSignal;
}

/**
 * Milliseconds for a download, after which the feed is looked at again and the rest fetched: a host
 * that gives a byte a minute must not keep CareDesk from hearing of anything newer. A package at
 * the smallest bandwidth limit takes two or three hours.
 */
const longestDownload = 6 * 60 * 60_000;

/** Milliseconds a PC may be off-line before it is told that it cannot know of updates. */
const longestSilence = 30 * 24 * 60 * 60_000;
/** Milliseconds an update may fail to arrive before it is told. */
const longestArrival = 7 * 24 * 60 * 60_000;

/**
 * Looks at the feed, and fetches what it offers unless the person is to decide. What has already
 * been found is kept when the look fails. Never throws.
 */
export async function checkForUpdate(round: CheckRound, isAsked: boolean): Promise<void> {
  const { status, memory, managed, clock, signal } = round;
  const before = status.stage();
  const isFound = before.kind === 'ready' || before.kind === 'available';
  if (!isFound) status.move({ kind: 'checking' });
  try {
    const { feeds } = memory.current();
    const feed = await managed.engine.fetchFeed(feeds[managed.feedKey] ?? null, signal);
    await memory.change({
      feeds: { ...feeds, [managed.feedKey]: feed.raw },
      silentSince: null,
    });
    await judge(round, feed, { before, checkedAt: clock.now() });
  } catch (error) {
    if (signal.aborted) return;
    const failure = failureFrom(error, 'UPDATE_FEED_UNREACHABLE');
    round.log.note('update-check-failed', { code: failure.code });
    const told = await toTell(round, failure, isAsked);
    // What was ready has been given up once something newer is being fetched.
    const isKept = isFound && status.stage().kind !== 'downloading';
    if (isKept || (told === null && !isFound)) status.move(before);
    else status.move({ kind: 'failed', failure: told ?? failure });
  }
}

/**
 * What to tell of a failed look, or null for nothing. A PC may be off-line for days, so being cut off
 * is told to whoever asked, and to everybody once it has lasted too long.
 */
async function toTell(
  round: CheckRound,
  failure: Failure,
  isAsked: boolean,
): Promise<Failure | null> {
  switch (failure.code) {
    // A network that wants a log-in first lets nothing through, which is being cut off.
    case 'NETWORK_LOG_IN_NEEDED':
    case 'UPDATE_FEED_UNREACHABLE': {
      const isSilent = round.clock.now() - (await silentSince(round)) > longestSilence;
      if (isSilent) return { code: 'UPDATE_FEED_SILENT', detail: null };
      return isAsked ? failure : null;
    }
    case 'UPDATE_DOWNLOAD_CUT': {
      const since = round.memory.current().waiting?.since ?? round.clock.now();
      return isAsked || round.clock.now() - since > longestArrival ? failure : null;
    }
    default:
      return failure;
  }
}

/** Epoch milliseconds since when no feed could be had. A clock that was put back starts it anew. */
async function silentSince({ memory, clock }: CheckRound): Promise<number> {
  const now = clock.now();
  const { silentSince: known } = memory.current();
  if (known !== null && known <= now) return known;
  await memory.change({ silentSince: now });
  return now;
}

async function judge(
  round: CheckRound,
  feed: VerifiedFeed,
  { before, checkedAt }: { readonly before: UpdateStage; readonly checkedAt: number },
): Promise<void> {
  const { status, version, memory, managed, settings, clock } = round;
  const upToDate: UpdateStage = { kind: 'up-to-date', checkedAt, olderOffer: null };
  const { content, file } = feed;
  // Also withdraws what has been fetched: a pause stops all that is not installed yet.
  if (content.caredesk.paused || !isNewer(content.version, version)) {
    // Nothing waits any more, and a try to install what was withdrawn is nothing to tell of.
    const { waiting, installing } = memory.current();
    if (waiting !== null || installing !== null) {
      await memory.change({ waiting: null, installing: null });
    }
    const isOlder = !content.caredesk.paused && isNewer(version, content.version);
    status.move(isOlder ? { ...upToDate, olderOffer: content.version } : upToDate);
  } else if (before.kind === 'ready' && before.feed.file.sha512 === file.sha512) {
    status.move({ ...before, feed });
  } else if (!(await managed.engine.isOffered(feed))) {
    status.move(upToDate);
  } else if (settings.mode === 'notify' && status.urgency(feed, clock.now()) !== 'required') {
    const { since } = await noteWaiting(round, content.version);
    status.move({ kind: 'available', feed, since });
  } else {
    await fetchPackage(round, feed);
  }
}

/** Fetches the package of a feed that was found, because the person asked for it. Never throws. */
export async function fetchAsked(round: CheckRound, feed: VerifiedFeed): Promise<void> {
  try {
    await fetchPackage(round, feed);
  } catch (error) {
    if (round.signal.aborted) return;
    round.status.move({ kind: 'failed', failure: failureFrom(error, 'UPDATE_DOWNLOAD_CUT') });
  }
}

async function fetchPackage(round: CheckRound, feed: VerifiedFeed): Promise<void> {
  const { status, managed, signal } = round;
  const { since } = await noteWaiting(round, feed.content.version);
  status.move({ kind: 'downloading', feed, transferred: 0, total: feed.file.size });
  let percent = 0;
  const slow = new AbortController();
  const stopWaiting = round.clock.after(longestDownload, () => {
    slow.abort(new CareDeskError('UPDATE_DOWNLOAD_CUT', { detail: 'too slow' }));
  });
  try {
    await managed.engine.download(
      ({ transferred, total }) => {
        // The window hears of whole per cents only.
        const next = Math.floor((transferred / Math.max(1, total)) * 100);
        if (next === percent) return;
        percent = next;
        status.move({ kind: 'downloading', feed, transferred, total });
      },
      AbortSignal.any([signal, slow.signal]),
    );
  } finally {
    stopWaiting();
  }
  status.move({ kind: 'ready', feed, since });
}

/**
 * Notes that a version waits for the person. One that takes the place of another has waited as long
 * as that: who never installs any would else never be pressed while new ones keep coming.
 */
async function noteWaiting({ memory, clock }: CheckRound, version: string): Promise<Waiting> {
  const known = memory.current().waiting;
  if (known?.version === version) return known;
  const waiting = { version, since: known?.since ?? clock.now(), chosen: null };
  await memory.change({ waiting });
  return waiting;
}
