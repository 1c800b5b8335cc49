/** What can be done from everywhere in the window, and the keys for it; any one of them will do. */
export const shortcuts: readonly { readonly does: string; readonly keys: readonly string[] }[] = [
  { does: 'Lock CareDesk', keys: ['Ctrl + L'] },
  { does: 'Go back one step', keys: ['Alt + Left arrow', 'the mouse’s back button'] },
  { does: 'Read the record in view again', keys: ['F5', 'Ctrl + R'] },
  { does: 'Move to the next field, button or link', keys: ['Tab'] },
  { does: 'Move to the one before', keys: ['Shift + Tab'] },
  { does: 'Close a menu or a dialog', keys: ['Esc'] },
];
