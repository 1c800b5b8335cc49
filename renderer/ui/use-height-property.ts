import { type RefObject, useLayoutEffect } from 'react';

/**
 * Keeps a CSS property of the document at an element's height, so that what stays in view can say
 * how much it covers. Nought while the element has no box, and when it is gone.
 */
export function useHeightProperty(element: RefObject<HTMLElement | null>, property: string): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const measured = element.current;
    if (measured === null) return;
    const measure = (): void =>
      style.setProperty(property, `${measured.getBoundingClientRect().height}px`);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured, { box: 'border-box' });
    return () => {
      observer.disconnect();
      style.removeProperty(property);
    };
  }, [element, property]);
}
