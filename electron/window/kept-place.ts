import type { Rectangle } from 'electron';

/** Where the window was when it was last used. */
export interface KeptPlace {
  /** What it covers when it is not maximised, in the desktop's pixels. */
  readonly bounds: Rectangle;
  readonly isMaximised: boolean;
}

/** Pixels of its upper edge by which a person can take hold of a window. */
const grip = { width: 120, height: 32 } as const;

/**
 * Bounds a person can see and take hold of. They stay what they are where enough of the title bar is
 * on a screen, and all screens together are large enough; else the window comes to the middle of
 * its screen, or of the first one where its own is gone, no larger than that.
 *
 * @param workAreas what each screen leaves to windows, the primary screen first
 */
export function onScreen(bounds: Rectangle, workAreas: readonly Rectangle[]): Rectangle {
  const upperEdge = { ...bounds, height: Math.min(grip.height, bounds.height) };
  const held = workAreas.find((area) => {
    const seen = overlap(upperEdge, area);
    return seen.width >= grip.width && seen.height >= upperEdge.height;
  });
  const on = held ?? workAreas[0];
  if (on === undefined) return bounds;
  const isTooWide = bounds.width > extent(workAreas, 'x', 'width');
  const isTooHigh = bounds.height > extent(workAreas, 'y', 'height');
  if (held !== undefined && !isTooWide && !isTooHigh) return bounds;
  const width = Math.min(bounds.width, on.width);
  const height = Math.min(bounds.height, on.height);
  return {
    x: on.x + Math.round((on.width - width) / 2),
    y: on.y + Math.round((on.height - height) / 2),
    width,
    height,
  };
}

/** Pixels from the first to the last of all screens, one way. */
function extent(areas: readonly Rectangle[], from: 'x' | 'y', length: 'width' | 'height'): number {
  const ends = areas.map((area) => area[from] + area[length]);
  return Math.max(...ends) - Math.min(...areas.map((area) => area[from]));
}

function overlap(one: Rectangle, other: Rectangle): { width: number; height: number } {
  const length = (a: number, aLength: number, b: number, bLength: number) =>
    Math.max(0, Math.min(a + aLength, b + bLength) - Math.max(a, b));
  return {
    width: length(one.x, one.width, other.x, other.width),
    height: length(one.y, one.height, other.y, other.height),
  };
}
