/** What can be done from everywhere in the window, and how: any one of the ways will do. */
export interface Shortcut {
  readonly does: string;
  readonly keys: readonly string[];
  /** What a mouse does it with, if it can. */
  readonly mouse?: string;
}

export const lockShortcut: Shortcut = { does: 'Lock CareDesk', keys: ['Ctrl + L'] };

export const shortcuts: readonly Shortcut[] = [
  { does: 'Go back one step', keys: ['Alt + Left arrow'], mouse: 'the mouse’s back button' },
  { does: 'Read the record in view again', keys: ['F5', 'Ctrl + R'] },
  { does: 'Zoom in', keys: ['Ctrl + Plus'], mouse: 'Ctrl and mouse wheel' },
  { does: 'Zoom out', keys: ['Ctrl + Minus'], mouse: 'Ctrl and mouse wheel' },
  { does: 'Zoom to 100%', keys: ['Ctrl + 0'] },
  { does: 'Move to the next field, button or link', keys: ['Tab'] },
  { does: 'Move to the one before', keys: ['Shift + Tab'] },
  { does: 'Close a menu or a dialog', keys: ['Esc'] },
];
