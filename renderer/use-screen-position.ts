import { useEffect } from 'react';
import { isFocusName, type ScreenPosition } from './screen-position.ts';
import { useIsInView } from './ui/screen.tsx';

/**
 * Follows scrolling and focus while the screen is in view.
 *
 * @param moved must be the same function at every call
 */
export function useScreenPosition(moved: (to: Partial<ScreenPosition>) => void): void {
  const inView = useIsInView();
  useEffect(() => {
    if (!inView) return;
    const listening = new AbortController();
    const { signal } = listening;
    const onFocus = ({ target }: FocusEvent): void => {
      // The bar and dialogs have the focus only in passing: the work waits where it is.
      if (!(target instanceof Element) || target.closest('main') === null) return;
      moved({ focus: isFocusName(target.id) ? target.id : null });
    };
    document.addEventListener('focusin', onFocus, { signal });
    window.addEventListener('scroll', () => moved({ scroll: window.scrollY }), {
      passive: true,
      signal,
    });
    return () => listening.abort();
  }, [moved, inView]);
}
