import { useEffect } from 'react';

/**
 * What keys ask of the whole window, whatever has focus in it. The buttons of a mouse and the keys of
 * a keyboard that mean “back” reach the page as Alt+Left: electron/window/.
 */
export type WindowCommand = 'back' | 'read-again' | 'lock';

/** What a key press asks for. `nothing` is a browser's command that CareDesk has no use for. */
export function commandOfKey({
  key,
  ctrlKey,
  altKey,
  shiftKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>):
  | WindowCommand
  | 'nothing'
  | null {
  if (metaKey) return null;
  const held = [ctrlKey && 'ctrl', altKey && 'alt', shiftKey && 'shift'].filter(Boolean).join('+');
  switch (key.toLowerCase()) {
    case 'arrowleft':
      return held === 'alt' ? 'back' : null;
    case 'arrowright':
      return held === 'alt' ? 'nothing' : null;
    case 'f5':
      return altKey ? null : 'read-again';
    case 'r':
      // With Alt it may be AltGr, which writes a letter.
      return ctrlKey && !altKey ? 'read-again' : null;
    case 'browserrefresh':
      return 'read-again';
    case 'l':
      return held === 'ctrl' ? 'lock' : null;
    default:
      return null;
  }
}

/** Those who can do something now; of several the last, which is the innermost screen in view. */
const handlers: { readonly command: WindowCommand; readonly run: () => void }[] = [];

/**
 * Offers to do what a key asks of the window.
 *
 * @param run must be the same function at every call as long as it means the same; null while there
 *   is nothing to do
 */
export function useWindowCommand(command: WindowCommand, run: (() => void) | null): void {
  useEffect(() => {
    if (run === null) return;
    const handler = { command, run };
    handlers.push(handler);
    return () => {
      handlers.splice(handlers.indexOf(handler), 1);
    };
  }, [command, run]);
}

/**
 * Listens for the commands, once for the window. A browser's own “back” and “reload” never happen:
 * there is no page before this one to show anybody, and a reload would lose what is typed.
 *
 * @returns the function that stops it
 */
export function listenForCommands(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const command = commandOfKey(event);
    if (command === null) return;
    event.preventDefault();
    if (!event.repeat) run(command);
  };
  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener('keydown', onKey, { capture: true, signal });
  return () => listening.abort();
}

function run(command: WindowCommand | 'nothing'): void {
  // Behind a dialog nothing moves; but whoever leaves the PC does not answer a dialog first.
  if (command !== 'lock' && document.querySelector('dialog:modal') !== null) return;
  handlers.findLast((handler) => handler.command === command)?.run();
}
