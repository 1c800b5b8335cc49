import { join } from 'node:path';
import { isNewer } from '../../electron/updates/version-order.ts';
import { writeInOneStep } from './atomic-files.ts';
import {
  channelFileText,
  nextSerial,
  type PublishedChannel,
  publicationTimes,
  readChannels,
} from './channel-file.ts';
import type { ReleaseContext } from './publish.ts';
import type { ChangeCommand } from './release-command.ts';
import { ReleaseError } from './release-error.ts';
import { signedFile } from './signed-file.ts';

function changed(
  { name, platform, content }: PublishedChannel,
  { changes: { staging, paused, minimumVersion }, validDays }: ChangeCommand,
  now: number,
): PublishedChannel {
  const { caredesk, version } = content;
  if (minimumVersion !== undefined && isNewer(minimumVersion, version)) {
    throw new ReleaseError(
      'ARGUMENTS_WRONG',
      `The minimum ${minimumVersion} is above ${version}, the version that ${name} offers: nobody could reach it.`,
    );
  }
  return {
    name,
    platform,
    content: {
      ...content,
      ...(staging === undefined ? {} : { stagingPercentage: staging }),
      caredesk: {
        ...caredesk,
        serial: nextSerial({ name, platform, content }, now),
        ...publicationTimes(now, validDays),
        ...(paused === undefined ? {} : { paused }),
        ...(minimumVersion === undefined ? {} : { minimumVersion }),
      },
    },
  };
}

/** What is worth knowing about a change before it goes online. */
function warningsFor(
  before: readonly PublishedChannel[],
  after: readonly PublishedChannel[],
): string[] {
  return after.flatMap(({ name, content }, index) => {
    const was = before[index]?.content;
    const warnings: string[] = [];
    const staging = content.stagingPercentage ?? 100;
    if (was !== undefined && staging < (was.stagingPercentage ?? 100)) {
      warnings.push(`${name}: PCs that have ${content.version} already keep it.`);
    }
    if (content.caredesk.paused && content.caredesk.minimumVersion !== undefined) {
      warnings.push(
        `${name}: paused, so PCs below the minimum ${content.caredesk.minimumVersion} cannot be updated either.`,
      );
    } else if (content.caredesk.minimumVersion !== undefined && staging < 100) {
      warnings.push(
        `${name}: only ${staging} % of installations are offered ${content.version}; those below the minimum outside of the stage wait for it.`,
      );
    }
    return warnings;
  });
}

/**
 * Changes what a feed says about the version it has, for all systems of the channel: stage, pause,
 * minimum, and in any case until when it is believed. The packages stay as they are.
 *
 * @throws ReleaseError FEED_MISSING, FEED_REFUSED, ARGUMENTS_WRONG
 */
export async function changeFeed(
  command: ChangeCommand,
  context: ReleaseContext,
): Promise<{
  readonly channels: readonly PublishedChannel[];
  readonly warnings: readonly string[];
}> {
  const before = await readChannels(command.feed, command.channel, context.trust);
  const now = context.now();
  const channels = before.map((channel) => changed(channel, command, now));
  const texts = channels.map(({ name, content }) => ({
    name,
    text: signedFile(channelFileText(content), context.key),
  }));
  if (!context.dryRun) {
    for (const { name, text } of texts) await writeInOneStep(join(command.feed, name), text);
  }
  return { channels, warnings: warningsFor(before, channels) };
}
