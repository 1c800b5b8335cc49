import { expect, it } from 'vitest';
import { commandOfKey } from '../../../../renderer/ui/window-commands.ts';

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

it.each([
  ['Alt+Left', { key: 'ArrowLeft', altKey: true }, 'back'],
  ['Alt+Right', { key: 'ArrowRight', altKey: true }, 'nothing'],
  ['F5', { key: 'F5' }, 'read-again'],
  ['Ctrl+F5', { key: 'F5', ctrlKey: true }, 'read-again'],
  ['Ctrl+R', { key: 'r', ctrlKey: true }, 'read-again'],
  ['Ctrl+R with Caps Lock', { key: 'R', ctrlKey: true }, 'read-again'],
  ['Ctrl+Shift+R', { key: 'R', ctrlKey: true, shiftKey: true }, 'read-again'],
  ['Ctrl+L', { key: 'l', ctrlKey: true }, 'lock'],
  // What is typed, and what moves in what is typed.
  ['Left', { key: 'ArrowLeft' }, null],
  ['Ctrl+Left', { key: 'ArrowLeft', ctrlKey: true }, null],
  ['r', { key: 'r' }, null],
  ['l', { key: 'l' }, null],
  ['L', { key: 'L', shiftKey: true }, null],
  ['AltGr+L', { key: 'ł', ctrlKey: true, altKey: true }, null],
  ['AltGr+R', { key: 'r', ctrlKey: true, altKey: true }, null],
  ['Windows+L', { key: 'l', metaKey: true }, null],
  ['Alt+F5', { key: 'F5', altKey: true }, null],
  // Main turns it into Alt+Left; twice would be two screens.
  ['the key for “back”', { key: 'BrowserBack' }, null],
] as const)('%s', (_name, pressed, command) => {
  expect(commandOfKey({ ...none, ...pressed })).toBe(command);
});
