import type { Writable } from 'node:stream';

/**
 * Writes words and a line end, and resolves when the system has taken them: a program that ends before
 * loses what it wrote into a pipe on Windows. Whoever no longer reads costs nothing.
 */
export async function writeWords(stream: Writable, words: string): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.once('error', () => resolve());
    stream.write(`${words}\n`, () => resolve());
  });
}
