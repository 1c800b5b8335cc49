import { createPublicKey, verify } from 'node:crypto';
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import type { FailureCode } from '../contract/failures.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { withDirectAnswers } from '../network/direct-answers.ts';
import type { Fetch } from '../network/fetch.ts';
import { networkFailureOf } from '../network/network-failure.ts';
import { readAtMost } from '../network/whole-answer.ts';
import {
  type ChannelFile,
  channelFileName,
  channelFileSchema,
  type FeedArchitecture,
  type FeedFile,
  type FeedPlatform,
  feedArchitectures,
  feedSigningInput,
  longestChannelFile,
  splitSignedFeed,
} from './feed-format.ts';
import type { ReleaseTrust } from './release-trust.ts';

export interface FeedQuestion {
  /** Address of the feed's folder, with or without a slash at its end. */
  readonly feedUrl: string;
  readonly channel: string;
  readonly platform: FeedPlatform;
  readonly architecture: FeedArchitecture;
  readonly releaseKeys: ReleaseTrust['releaseKeys'];
  /** This channel file as it was last taken; one that does not verify counts for nothing. */
  readonly lastTaken: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A channel file whose signature and purpose have been checked, and the package for this PC. */
export interface VerifiedFeed {
  readonly content: ChannelFile;
  readonly file: FeedFile;
  /** Address of the folder, with a slash at its end. */
  readonly folder: URL;
  /** The channel file as it was served. */
  readonly raw: string;
}

/** Milliseconds the channel file may take. */
const feedTimeout = 30_000;

/**
 * Fetches the channel file and checks it. The signature comes before anything is made of the
 * content.
 * @throws CareDeskError UPDATE_FEED_… with the first check that failed, NETWORK_LOG_IN_NEEDED; the
 *   signal's reason when aborted
 */
export async function fetchFeed(
  fetch: Fetch,
  question: FeedQuestion,
  signal: AbortSignal,
): Promise<VerifiedFeed> {
  const { feedUrl, channel, platform } = question;
  const folder = new URL(feedUrl.endsWith('/') ? feedUrl : `${feedUrl}/`);
  const name = channelFileName(channel, platform);
  try {
    const raw = await fetchText(fetch, new URL(name, folder), signal);
    const content = read(raw, question, folder);
    checkTime(content, question, folder);
    return { content, file: packageFor(content, question), folder, raw };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof CareDeskError
      ? error
      : new CareDeskError(codes[networkFailureOf(error) ?? ''] ?? 'UPDATE_FEED_UNREACHABLE', {
          cause: error,
        });
  }
}

/** Answers that arrived and are no feed; without any, it could not be had. */
const codes: Readonly<Record<string, FailureCode>> = {
  'log-in-page': 'NETWORK_LOG_IN_NEEDED',
  'too-long': 'UPDATE_FEED_UNREADABLE',
};

/** What a channel file says, once it is known whose it is and what for. */
function read(raw: string, question: FeedQuestion, folder: URL): ChannelFile {
  const signedText = checkSignature(raw, question.releaseKeys);
  const name = channelFileName(question.channel, question.platform);
  const content = readChannelFile(signedText, name, folder);
  checkPurpose(content, question);
  return content;
}

async function fetchText(fetch: Fetch, address: URL, signal: AbortSignal): Promise<string> {
  const answer = await withDirectAnswers(fetch)(address.href, {
    headers: { accept: '*/*', 'cache-control': 'no-cache' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(feedTimeout)]),
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new CareDeskError('UPDATE_FEED_UNREACHABLE', { detail: `answer ${answer.status}` });
  }
  const bytes = await readAtMost(answer, longestChannelFile);
  try {
    // The signature is over these very bytes: nothing may be mended or left out in reading them.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CareDeskError('UPDATE_FEED_UNREADABLE', { cause });
  }
}

/** What was signed, by a key that this build trusts. */
function checkSignature(raw: string, releaseKeys: ReleaseTrust['releaseKeys']): string {
  const signed = splitSignedFeed(raw);
  if (signed === null) {
    // A page of a captive portal is not a feed that somebody forgot to sign.
    const isFeed = /^caredesk:/m.test(raw) || /^\s*\{[\s\S]*"caredesk"/.test(raw);
    throw new CareDeskError(isFeed ? 'UPDATE_FEED_SIGNATURE_MISSING' : 'UPDATE_FEED_UNREADABLE');
  }
  const key = releaseKeys.find(({ keyId }) => keyId === signed.keyId);
  if (key === undefined) throw refused('UPDATE_FEED_KEY_UNKNOWN', signed.keyId);
  if (!isSignedBy(key.publicKey, feedSigningInput(signed.signedText), signed.signature)) {
    throw new CareDeskError('UPDATE_FEED_SIGNATURE_WRONG');
  }
  return signed.signedText;
}

/** RFC 8032 Ed25519; a key of another kind, which would verify by another algorithm, never does. */
function isSignedBy(publicKey: string, input: Buffer, signature: string): boolean {
  try {
    const der = Buffer.from(publicKey, 'base64');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const isEd25519 = key.asymmetricKeyType === 'ed25519';
    return isEd25519 && verify(null, input, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function readChannelFile(signedText: string, name: string, folder: URL): ChannelFile {
  let parsed: unknown;
  try {
    parsed = parseUpdateInfo(signedText, name, folder);
  } catch (cause) {
    throw new CareDeskError('UPDATE_FEED_UNREADABLE', { cause });
  }
  const result = channelFileSchema.safeParse(parsed);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.map(String).join('.').slice(0, 100) ?? '';
  throw new CareDeskError('UPDATE_FEED_UNREADABLE', { detail: path, cause: result.error });
}

function checkPurpose({ caredesk }: ChannelFile, question: FeedQuestion): void {
  if (caredesk.channel !== question.channel) {
    throw refused('UPDATE_FEED_WRONG_CHANNEL', caredesk.channel);
  }
  if (caredesk.platform !== question.platform) {
    throw refused('UPDATE_FEED_WRONG_PLATFORM', caredesk.platform);
  }
}

function checkTime({ caredesk }: ChannelFile, question: FeedQuestion, folder: URL): void {
  const before = serialOf(question, folder);
  if (caredesk.serial < before) {
    throw refused('UPDATE_FEED_OLDER', `${caredesk.serial} after ${before}`);
  }
  if (Date.parse(caredesk.validUntil) < question.now) {
    throw refused('UPDATE_FEED_EXPIRED', caredesk.validUntil);
  }
}

/** The serial number of the file that was last taken, or 0. */
function serialOf(question: FeedQuestion, folder: URL): number {
  if (question.lastTaken === null) return 0;
  try {
    return read(question.lastTaken, question, folder).caredesk.serial;
  } catch {
    return 0;
  }
}

/**
 * The one package for this PC. Packages carry version and processor in their names; one that names
 * another is never taken.
 */
function packageFor(
  { files, version }: ChannelFile,
  { platform, architecture }: FeedQuestion,
): FeedFile {
  const extension = platform === 'win32' ? '.exe' : '.AppImage';
  const packages = files.filter(({ url }) => url.endsWith(extension));
  // What is installed would not be what was judged.
  if (!packages.every(({ url }) => url.split(version).length === 2)) {
    throw refused('UPDATE_FEED_WRONG_VERSION', version);
  }
  const names = (file: FeedFile, processor: string) => file.url.split(/[._-]/).includes(processor);
  const chosen =
    packages.find((file) => names(file, architecture)) ??
    packages.find((file) => !feedArchitectures.some((processor) => names(file, processor)));
  if (chosen === undefined) throw refused('UPDATE_FEED_WRONG_PLATFORM', `no ${architecture}`);
  return chosen;
}

function refused(code: FailureCode, detail: string): CareDeskError {
  return new CareDeskError(code, { detail });
}
