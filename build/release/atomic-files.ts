import { randomBytes } from 'node:crypto';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Does `work` on a file beside `target`, then puts it in the target's place in one step. */
async function inOneStep(target: string, work: (file: string) => Promise<void>): Promise<void> {
  const partial = join(
    dirname(target),
    `.${basename(target)}.${randomBytes(6).toString('hex')}.part`,
  );
  try {
    await work(partial);
    const file = await open(partial, 'r+');
    await file.sync().finally(() => file.close());
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Copies a file; nobody ever sees half of it under its name. */
export function copyInOneStep(source: string, target: string): Promise<void> {
  return inOneStep(target, (file) => copyFile(source, file));
}

/** Writes a text; nobody ever sees half of it under its name. */
export function writeInOneStep(target: string, text: string): Promise<void> {
  return inOneStep(target, async (file) => {
    const handle = await open(file, 'wx', 0o644);
    await handle.writeFile(text).finally(() => handle.close());
  });
}
