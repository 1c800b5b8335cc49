import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWindowSettings } from '../../../electron/window/window-settings.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const place = { bounds: { x: -5, y: 80, width: 900, height: 700 }, isMaximised: true };
const fresh = { zoom: 1, place: null };

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'window-settings-'));
  file = join(folder, 'window.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (clock = createManualClock()) => openWindowSettings(folder, clock);

describe('the settings of the window', () => {
  it('are there at the next start', async () => {
    const settings = open();
    expect(settings.current()).toEqual(fresh);
    settings.change({ zoom: 1.5 });
    settings.change({ place });
    expect(settings.current()).toEqual({ zoom: 1.5, place });
    await settings.flush();
    expect(open().current()).toEqual({ zoom: 1.5, place });
  });

  it('are written when no further change follows, once and whole', async () => {
    const clock = createManualClock();
    const settings = open(clock);
    for (let width = 700; width < 720; width++) {
      settings.change({ place: { ...place, bounds: { ...place.bounds, width } } });
      clock.advance(20);
    }
    await settings.flush();
    expect(await readdir(folder)).toEqual(['window.json']);
    expect(open().current().place?.bounds.width).toBe(719);

    settings.change({ zoom: 2 });
    clock.advance(499);
    expect(await readFile(file, 'utf8')).toContain('"zoom":1,');
    clock.advance(1);
    await settings.flush();
    expect(await readFile(file, 'utf8')).toContain('"zoom":2,');
  });

  it.each([
    ['no JSON', 'zoom'],
    ['nothing', ''],
    ['cut off', '{"zoom":1.5,"place":{"bounds":'],
    ['another thing', '[1.5]'],
    ['null', 'null'],
    ['a zoom that is no step', '{"zoom":40,"place":null}'],
    ['a zoom that is no number', '{"zoom":"2","place":null}'],
    ['a place without bounds', '{"zoom":1,"place":{"isMaximised":true}}'],
    ['a place without a width', '{"place":{"isMaximised":true,"bounds":{"x":1,"y":1,"height":9}}}'],
    [
      'bounds with a fraction, which Electron refuses',
      '{"place":{"isMaximised":true,"bounds":{"x":1.5,"y":1,"width":9,"height":9}}}',
    ],
    [
      'bounds beyond any desktop',
      '{"place":{"isMaximised":true,"bounds":{"x":1e9,"y":1,"width":9,"height":9}}}',
    ],
    [
      'no width at all',
      '{"place":{"isMaximised":true,"bounds":{"x":1,"y":1,"width":0,"height":9}}}',
    ],
  ])('are those of the first start when the file holds %s', async (_case, text) => {
    await writeFile(file, text);
    expect(open().current()).toEqual(fresh);
  });

  it('lose only the part that is damaged', async () => {
    await writeFile(file, JSON.stringify({ zoom: -1, place }));
    expect(open().current()).toEqual({ zoom: 1, place });
  });

  it('that cannot be written hold until CareDesk closes, and disturb nobody', async () => {
    const settings = openWindowSettings(join(folder, 'not-there'), createManualClock());
    settings.change({ zoom: 2 });
    await settings.flush();
    expect(settings.current().zoom).toBe(2);
  });
});
