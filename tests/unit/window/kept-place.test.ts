import { describe, expect, it } from 'vitest';
import { onScreen } from '../../../electron/window/kept-place.ts';

const primary = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 984 };
const left = { x: -1280, y: 40, width: 1280, height: 984 };
const size = { width: 900, height: 700 };

describe('bounds that were kept', () => {
  it.each([
    ['on the primary screen', { x: 100, y: 80, ...size }, [primary]],
    ['on another one', { x: 2000, y: 80, ...size }, [primary, right]],
    ['on one to the left', { x: -1200, y: 80, ...size }, [primary, left]],
    ['across two', { x: 1500, y: 80, ...size }, [primary, right]],
    ['with a corner to hold it by', { x: 1800, y: 1000, ...size }, [primary]],
    ['with its upper edge at the very top', primary, [primary]],
  ])('stay %s', (_case, bounds, screens) => {
    expect(onScreen(bounds, screens)).toEqual(bounds);
  });

  it.each([
    ['of a screen that is gone', { x: 2000, y: 80, ...size }],
    ['of one that was to the left', { x: -1200, y: 80, ...size }],
    ['with too little to hold it by', { x: 1850, y: 80, ...size }],
    ['with its title bar above the screen', { x: 100, y: -40, ...size }],
    ['with its title bar below the screen', { x: 100, y: 1030, ...size }],
  ])('%s come to the middle of the first', (_case, bounds) => {
    expect(onScreen(bounds, [primary])).toEqual({ x: 510, y: 170, ...size });
  });

  it('come to a smaller screen no larger than that', () => {
    const bounds = { x: 4000, y: 80, width: 3000, height: 2000 };
    expect(onScreen(bounds, [right])).toEqual(right);
  });

  it('of a larger screen in the same place become as large as the one that is there', () => {
    const bounds = { x: 0, y: 0, width: 3000, height: 700 };
    expect(onScreen(bounds, [primary])).toEqual({ x: 0, y: 170, width: 1920, height: 700 });
    expect(onScreen(bounds, [primary, right])).toEqual(bounds);
  });

  it('stay what they are when no screen is known', () => {
    const bounds = { x: 3000, y: 80, ...size };
    expect(onScreen(bounds, [])).toEqual(bounds);
  });
});
