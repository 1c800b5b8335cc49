import type { BrowserWindow, Rectangle } from 'electron';

type Shape = 'normal' | 'maximised' | 'full-screen';

/** Where a window is, as far as another one in its place must know. */
export interface WindowPlace {
  readonly shape: Shape;
  /** What it covers now, and what it goes back to when it is no longer maximised or full screen. */
  readonly bounds: Rectangle;
  readonly normalBounds: Rectangle;
  readonly presence: 'not-shown' | 'minimised' | 'behind' | 'in-front';
}

interface WatchedWindow
  extends Pick<
    BrowserWindow,
    | 'isMaximized'
    | 'isFullScreen'
    | 'isMinimized'
    | 'isVisible'
    | 'isFocused'
    | 'getBounds'
    | 'getNormalBounds'
  > {
  on(event: 'maximize', listener: () => void): unknown;
  on(event: 'unmaximize', listener: () => void): unknown;
  on(event: 'enter-full-screen', listener: () => void): unknown;
  on(event: 'leave-full-screen', listener: () => void): unknown;
}

/** Follows a window from its creation on. Gives the function that says where it is. */
export function watchPlace(window: WatchedWindow): () => WindowPlace {
  // A minimised window says that it is neither maximised nor full screen, whatever it was before.
  let shape: Shape = 'normal';
  const look = () => {
    if (window.isMinimized()) return;
    shape = window.isFullScreen() ? 'full-screen' : window.isMaximized() ? 'maximised' : 'normal';
  };
  window.on('maximize', look);
  window.on('unmaximize', look);
  window.on('enter-full-screen', look);
  window.on('leave-full-screen', look);
  return () => {
    look();
    const isMinimised = window.isMinimized();
    return {
      shape,
      normalBounds: window.getNormalBounds(),
      bounds: isMinimised ? window.getNormalBounds() : window.getBounds(),
      presence: isMinimised
        ? 'minimised'
        : !window.isVisible()
          ? 'not-shown'
          : window.isFocused()
            ? 'in-front'
            : 'behind',
    };
  };
}

interface NewWindow
  extends Pick<
    BrowserWindow,
    | 'setBounds'
    | 'show'
    | 'showInactive'
    | 'focus'
    | 'minimize'
    | 'maximize'
    | 'setFullScreen'
    | 'setOpacity'
    | 'moveAbove'
  > {
  once(event: 'focus', listener: () => void): unknown;
  once(event: 'restore', listener: () => void): unknown;
}

/**
 * Shows a new window, created with the bounds of `place`, where the old one is: nobody who works in
 * another window loses the keyboard to it.
 *
 * @param old media source id of the window whose place it takes, which must still be there
 */
export function takePlace(next: NewWindow, place: WindowPlace, old: string): void {
  switch (place.presence) {
    case 'not-shown':
      return;
    case 'in-front':
      next.show();
      takeShape(next, place);
      next.focus();
      return;
    case 'behind':
      next.showInactive();
      try {
        next.moveAbove(old);
      } catch {
        // Not every desktop says which window is above which.
      }
      // Windows brings a window to the front when it is maximised. Its bounds are those already.
      next.once('focus', () => takeShape(next, place));
      return;
    case 'minimised':
      // On Windows a window that is minimised before it was shown takes the keyboard with it.
      next.setOpacity(0);
      next.showInactive();
      next.minimize();
      next.setOpacity(1);
      next.once('restore', () => takeShape(next, place));
      return;
  }
}

function takeShape(
  window: Pick<BrowserWindow, 'setBounds' | 'maximize' | 'setFullScreen'>,
  { shape, normalBounds }: WindowPlace,
): void {
  if (shape === 'normal') return;
  window.setBounds(normalBounds);
  if (shape === 'maximised') window.maximize();
  else window.setFullScreen(true);
}
