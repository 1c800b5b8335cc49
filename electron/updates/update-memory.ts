import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { plannedTimeSchema } from '../contract/updates.ts';
import { versionSchema } from '../contract/version.ts';
import { type FeedPlatform, longestChannelFile } from './feed-format.ts';

const memorySchema = z.object({
  /**
   * The last channel file that was taken, as it was served, by channel and platform. The file is
   * kept and not its serial number: a number could be planted here, and would keep this person on
   * an old version for ever. What is read back is verified like a file that has just come.
   */
  feeds: z.record(z.string().max(60), z.string().max(longestChannelFile)).default({}),
  /**
   * Epoch milliseconds of when a feed first could not be had since one last was, or null. Whoever
   * stands between could be silent for ever instead of showing an old feed.
   */
  silentSince: z.number().int().nullable().default(null),
  /** The version whose changes the person has been told of. */
  knownVersion: versionSchema.nullable().default(null),
  /** The version whose installation was begun last. */
  installing: versionSchema.nullable().default(null),
  /** The update that is known of, since when the person has had none of them, and the choice. */
  waiting: z
    .object({
      version: versionSchema,
      since: z.number().int(),
      chosen: plannedTimeSchema.nullable(),
    })
    .nullable()
    .default(null),
});

/** What the updater knows over a restart. Nothing of it is about a person or a patient. */
export type Memory = z.infer<typeof memorySchema>;
export type Waiting = NonNullable<Memory['waiting']>;

export interface UpdateMemory {
  current(): Memory;
  /** Changes some of it. What cannot be written is kept until CareDesk closes. */
  change(part: Partial<Memory>): Promise<void>;
}

/** The key a feed is remembered under. */
export function feedKey(channel: string, platform: FeedPlatform): string {
  return `${channel}/${platform}`;
}

/** Reads the updater's file. One that is missing or damaged counts as empty. */
export async function openUpdateMemory(file: string): Promise<UpdateMemory> {
  let memory = await readFile(file, 'utf8')
    .then((text) => memorySchema.parse(JSON.parse(text)))
    .catch(() => memorySchema.parse({}));
  let written: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const beside = `${file}.${randomUUID()}.new`;
    try {
      // Under a name nobody knows, and only where nothing lies: through no link.
      const text = `${JSON.stringify(memory, null, 2)}\n`;
      await writeFile(beside, text, { flag: 'wx', mode: 0o600 });
      await rename(beside, file);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  }

  return {
    current: () => memory,
    change(part) {
      memory = { ...memory, ...part };
      written = written.then(write).catch(() => undefined);
      return written;
    },
  };
}
