import { type Fields, NotKept, orNull, textOf } from './kept-fields.ts';

/** Where a person is on a screen. */
export interface ScreenPosition {
  /** CSS pixels from the top. */
  readonly scroll: number;
  /** Id of the element that has focus, or null. */
  readonly focus: string | null;
}

/** Characters of an element's id to find the focus again by. */
const longestFocusName = 40;

/** Whether an element's id is one to find the focus again by. */
export function isFocusName(id: string): boolean {
  return id.length <= longestFocusName && /^[a-z][a-z0-9-]*$/.test(id);
}

/** @throws NotKept for what is nowhere on a screen */
export function readScreenPosition({ scroll, focus }: Fields): ScreenPosition {
  if (typeof scroll !== 'number' || !(scroll >= 0)) throw new NotKept();
  return { scroll, focus: orNull(focus, focusNameOf) };
}

function focusNameOf(value: unknown): string {
  const id = textOf(value, longestFocusName);
  if (!isFocusName(id)) throw new NotKept();
  return id;
}

/** Brings the person back to where they were; the screen must be drawn. */
export function returnTo({ scroll, focus }: ScreenPosition): void {
  if (focus !== null) document.getElementById(focus)?.focus({ preventScroll: true });
  window.scrollTo(0, scroll);
}
