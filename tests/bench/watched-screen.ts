import { openSync, readFileSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstLine, startDaemon } from '../../build/headless/daemon.ts';

/** What was on a screen at one moment. */
export interface Look {
  /** Epoch milliseconds, with fractions. */
  readonly at: number;
  /** One pixel in each square of `every` by `every`. */
  readonly pixels: Uint32Array;
}

/** A display whose picture can be read from its memory, without asking the X server. */
export interface WatchedScreen {
  /** Value for `DISPLAY`. */
  readonly display: string;
  look(): Look;
  /** Waits until the picture has stood still for so many milliseconds, and gives it. */
  still(milliseconds: number): Promise<Look>;
  /** Looks about every two milliseconds until `end`, and gives the looks that saw something new. */
  record(end: Promise<unknown>): Promise<readonly Look[]>;
  stop(): Promise<void>;
}

/** Rows and columns that are skipped: what is looked for is larger than a few pixels. */
const every = 8;

/** Epoch milliseconds, with fractions, the same in every process of this machine. */
export const epoch = (): number => performance.timeOrigin + performance.now();

/** Starts an X server without a screen that keeps its picture in a file (`-fbdir`). */
export async function startWatchedScreen(): Promise<WatchedScreen> {
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-bench-screen-'));
  const daemon = startDaemon(
    'Xvfb',
    [
      ...['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-noreset'],
      ...['-s', '0', '-fbdir', folder],
    ],
    { env: process.env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const stop = async () => {
    await daemon.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const number = await firstLine(daemon, daemon.child.stdio[3], 'Xvfb');
    return { display: `:${number.trim()}`, ...readerOf(join(folder, 'Xvfb_screen0')), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Reads the file, which is in X's window dump format: a header, colours, then the pixels. */
function readerOf(file: string): Pick<WatchedScreen, 'look' | 'still' | 'record'> {
  const header = readFileSync(file).subarray(0, 100);
  const word = (index: number): number => header.readUInt32BE(index * 4);
  const [height, bitsPerPixel, bytesPerLine] = [word(5), word(11), word(12)];
  if (bitsPerPixel !== 32) throw new Error(`The display has ${bitsPerPixel} bits a pixel`);
  const start = word(0) + word(19) * 12;
  const descriptor = openSync(file, 'r');
  const line = Buffer.alloc(bytesPerLine);
  const across = Math.floor(bytesPerLine / 4 / every);

  function look(): Look {
    const pixels = new Uint32Array(across * Math.ceil(height / every));
    let next = 0;
    for (let row = 0; row < height; row += every) {
      readSync(descriptor, line, 0, bytesPerLine, start + row * bytesPerLine);
      for (let column = 0; column < across; column++) {
        pixels[next] = line.readUInt32LE(column * every * 4);
        next += 1;
      }
    }
    // When it was read at the latest: a time that is measured is rather too long than too short.
    return { at: epoch(), pixels };
  }

  return {
    look,
    async still(milliseconds) {
      let last = look();
      for (;;) {
        await sleep(25);
        const next = look();
        if (shareAlike(next, last) < 1) last = next;
        else if (next.at - last.at >= milliseconds) return next;
      }
    },
    async record(end) {
      const looks = [look()];
      let isOver = false;
      const over = end.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await sleep(2);
        const next = look();
        const last = looks.at(-1);
        if (last === undefined || shareAlike(next, last) < 1) looks.push(next);
      }
      await over;
      return looks;
    },
  };
}

/** How much of two looks is the same, from 0 to 1. */
export function shareAlike(one: Look, other: Look): number {
  let alike = 0;
  for (const [index, pixel] of one.pixels.entries()) if (other.pixels[index] === pixel) alike += 1;
  return alike / one.pixels.length;
}

/**
 * How much is left of what one picture shows and another does not, from 1 to 0: of the pixels in
 * which the two differ, those that are still as in the first. The colours of whole areas of the second
 * do not count: an empty window has them, too.
 */
export function shareLeft(of: Look, without: Look, now: Look): number {
  const plain = coloursOfAreas(without);
  let all = 0;
  let left = 0;
  for (const [index, pixel] of of.pixels.entries()) {
    if (without.pixels[index] === pixel || plain.has(pixel)) continue;
    all += 1;
    if (now.pixels[index] === pixel) left += 1;
  }
  if (all === 0) throw new Error('The first picture shows nothing that the second does not');
  return left / all;
}

/** The colours that each cover more than a hundredth of a picture. */
function coloursOfAreas({ pixels }: Look): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const areas = [...counts].filter(([, count]) => count > pixels.length / 100);
  return new Set(areas.map(([colour]) => colour));
}
