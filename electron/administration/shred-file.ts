import { open, rm } from 'node:fs/promises';

/**
 * Overwrites a file with zeros, waits until they have reached the disk, and removes it. A best
 * effort: file systems and disks may keep older copies.
 */
export async function shredFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size), 0, size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(path);
}
