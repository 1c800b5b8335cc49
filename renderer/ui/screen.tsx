import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';

const product = 'CareDesk';

/** Id of the heading, where the main content starts and the skip link jumps to. */
export const mainHeadingId = 'main-heading';

/** Whether the screen is the one in view, or kept behind another with all that is typed and open. */
const InView = createContext(true);

/** Whether what is drawn here is the screen in view. */
export function useIsInView(): boolean {
  return useContext(InView);
}

/** Keeps a screen as it is, out of sight and out of reach, while another is shown in its place. */
export function KeptScreen({
  inView,
  children,
}: {
  readonly inView: boolean;
  readonly children: ReactNode;
}) {
  return (
    <InView value={inView}>
      <div className="cd-kept" hidden={!inView}>
        {children}
      </div>
    </InView>
  );
}

/**
 * The main part of a screen. Sets the window's title, and moves focus to the heading when the
 * screen changes, so that a screen reader starts at the new content.
 *
 * @param title names the screen, unique and without anything about a patient
 */
export function Screen({
  title,
  heading = title,
  hasError = false,
  layout = 'sheet',
  actions,
  children,
}: {
  readonly title: string;
  readonly heading?: string;
  /** Puts “Error: ” before the window's title (NHS digital service manual, “Error summary”). */
  readonly hasError?: boolean;
  /** `sheet` for one thing to read or do, `page` for longer lists, `wide` for records and tables. */
  readonly layout?: 'sheet' | 'page' | 'wide';
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  const pageTitle = title.startsWith(product) ? title : `${title} - ${product}`;
  const inView = useIsInView();

  useEffect(() => {
    if (inView) document.title = hasError ? `Error: ${pageTitle}` : pageTitle;
  }, [pageTitle, hasError, inView]);

  // The title is what makes it another screen, so it is what moves focus.
  useEffect(() => {
    if (title === '' || !inView) return;
    // From the top, so that the bar and the patient banner are seen first in a small window.
    headingRef.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title, inView]);

  return (
    <main className="cd-main">
      <div className={`cd-content cd-content--${layout}`}>
        <div className="cd-heading-row">
          <h1 className="cd-heading" id={mainHeadingId} tabIndex={-1} ref={headingRef}>
            {heading}
          </h1>
          {actions !== undefined && <div className="cd-actions cd-actions--tight">{actions}</div>}
        </div>
        {children}
      </div>
    </main>
  );
}
