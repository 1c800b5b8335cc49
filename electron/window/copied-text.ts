import { createHmac, randomBytes } from 'node:crypto';

/** The clipboard of the PC, as far as CareDesk uses it. */
export interface TextClipboard {
  read(): Promise<string>;
  write(text: string): Promise<void>;
  clear(): void;
}

/** What was copied out of CareDesk, of which nothing may stay when the person is gone. */
export interface CopiedText {
  /** Puts text on the clipboard, and notes that it is CareDesk's. Never rejects. */
  copy(text: string): Promise<void>;
  /**
   * Clears the clipboard if it still holds what was copied last. Never rejects.
   * @param only does so only if that was this text
   */
  forget(only?: string): Promise<void>;
}

/**
 * Keeps track of what was copied by a digest of it: the text itself would stay in the memory of this
 * process, which outlives the person's page.
 */
export function createCopiedText({
  clipboard,
  platform,
}: {
  readonly clipboard: TextClipboard;
  readonly platform: NodeJS.Platform;
}): CopiedText {
  // An NHS number is guessed from a plain digest in seconds.
  const key = randomBytes(32);
  let copied: string | null = null;
  /** One at a time: what is being copied while the person leaves must be there to be cleared. */
  let work: Promise<void> = Promise.resolve();

  // Programs, and Windows between them, change the ends of lines.
  const digest = (text: string) =>
    createHmac('sha256', key).update(text.replaceAll('\r\n', '\n')).digest('base64');

  function next(task: () => Promise<void>): Promise<void> {
    // Another program may hold the clipboard, and keep CareDesk from it.
    work = work.then(task).catch(() => undefined);
    return work;
  }

  return {
    copy: (text) =>
      next(async () => {
        copied = digest(text);
        await clipboard.write(plainText(text, platform));
      }),
    forget: (only) =>
      next(async () => {
        const ours = copied;
        if (ours === null || (only !== undefined && digest(only) !== ours)) return;
        copied = null;
        if (digest(await clipboard.read()) === ours) clipboard.clear();
      }),
  };
}

/** Text for other programs: as Chromium itself copies it, with line ends the system's own take. */
function plainText(text: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}
