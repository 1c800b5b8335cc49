import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import type { Clock } from '../ground/clock.ts';
import type { KeptPlace } from './kept-place.ts';
import { zoomFactors } from './zoom.ts';

/** How the window was left, of which nothing is about a person or a patient. */
export interface WindowSettings {
  /** 1 is 100 %. */
  readonly zoom: number;
  /** Null before the first time. */
  readonly place: KeptPlace | null;
}

/** The window's settings of this account on this PC, over a restart. */
export interface KeptSettings {
  current(): WindowSettings;
  /** Changes some of it. Written a moment later, when no further change follows. */
  change(part: Partial<WindowSettings>): void;
  /** Writes at once what is still to be written. Never rejects: what cannot be kept is not. */
  flush(): Promise<void>;
}

/** Milliseconds after the last change: a window that is dragged changes all the while. */
const writeDelay = 500;

const fresh: WindowSettings = { zoom: 1, place: null };

/** Reads `window.json` in this folder. One that is missing or damaged, in part or whole, is not minded. */
export function openWindowSettings(folder: string, clock: Pick<Clock, 'after'>): KeptSettings {
  const file = join(folder, 'window.json');
  let current = read(file);
  let stop: (() => void) | null = null;
  let written: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    if (stop === null) return written;
    stop();
    stop = null;
    const text = JSON.stringify(current);
    written = written.then(() => replaceFile(file, text));
    return written;
  }

  return {
    current: () => current,
    change(part) {
      current = { ...current, ...part };
      stop?.();
      stop = clock.after(writeDelay, () => void flush());
    },
    flush,
  };
}

function read(file: string): WindowSettings {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const zoom = part(kept, 'zoom');
    return {
      zoom: zoomFactors.find((factor) => factor === zoom) ?? fresh.zoom,
      place: placeFrom(part(kept, 'place')),
    };
  } catch {
    return fresh;
  }
}

function placeFrom(kept: unknown): KeptPlace | null {
  const bounds = boundsFrom(part(kept, 'bounds'));
  const isMaximised = part(kept, 'isMaximised');
  return bounds === null || typeof isMaximised !== 'boolean' ? null : { bounds, isMaximised };
}

function boundsFrom(kept: unknown): Rectangle | null {
  const [x, y] = [coordinate(kept, 'x'), coordinate(kept, 'y')];
  const [width, height] = [coordinate(kept, 'width'), coordinate(kept, 'height')];
  if (x === null || y === null || width === null || height === null) return null;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** A desktop's coordinates go to 32,767 either way; Electron refuses what is no integer. */
function coordinate(of: unknown, name: string): number | null {
  const value = part(of, name);
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 32_767
    ? value
    : null;
}

function part(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}

async function replaceFile(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  try {
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, file);
  } catch {
    await rm(beside, { force: true }).catch(() => undefined);
  }
}
