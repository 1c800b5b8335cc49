/** The zoom factors a person steps through, as in the browsers of these PCs. */
export const zoomFactors = [
  0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4,
] as const;

/** Larger, smaller, or back to 100 %. */
export type ZoomStep = 'in' | 'out' | 'reset';

/** The factor after a step from any factor; 50 and 400 % are the ends. */
export function zoomedBy(step: ZoomStep, from: number): number {
  switch (step) {
    case 'in':
      return zoomFactors.find((factor) => factor > from + 0.001) ?? 4;
    case 'out':
      return zoomFactors.findLast((factor) => factor < from - 0.001) ?? 0.5;
    case 'reset':
      return 1;
  }
}

/** What of a key press says whether it zooms. */
export interface KeyPress {
  /** `keyDown` or `keyUp`. */
  readonly type: string;
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** `KeyboardEvent.code`. */
  readonly code: string;
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/**
 * Which step a key press asks for, on whatever keyboard: Ctrl with plus, minus or zero, of the
 * number pad as well. AltGr is Ctrl and Alt to Windows, and types characters.
 */
export function zoomStepOf(press: KeyPress): ZoomStep | null {
  const { type, key, code, control, shift, alt, meta } = press;
  if (type !== 'keyDown' || !control || alt || meta) return null;
  // Plus shares its key with “=” where it needs Shift; where “=” needs Shift, it is not plus.
  if (key === '+' || (key === '=' && !shift)) return 'in';
  if (key === '-' || (key === '_' && shift)) return 'out';
  // Where digits need Shift, the key counts. Without Num Lock the pad's 0 is Insert, which copies.
  if (key === '0' || (code === 'Digit0' && !shift)) return 'reset';
  return null;
}
