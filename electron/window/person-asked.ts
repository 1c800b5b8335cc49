/**
 * Milliseconds for which a click explains that the browser opens: a link does so at once, a log-in
 * after servers have been asked.
 */
export const clickExplains = { link: 2_000, logIn: 120_000 } as const;

/** What people ask for by their own hand, as opposed to what a script in the page asks for. */
export interface PersonAsked {
  /** A person has clicked, tapped, or pressed a control by keyboard or assistive technology. */
  note(): void;
  /**
   * Whether a person has asked, and nothing has been done for it yet: every click opens the browser
   * at most once.
   */
  take(what: keyof typeof clickExplains): boolean;
}

/** @param now milliseconds on a clock that is never set back */
export function createPersonAsked(now: () => number): PersonAsked {
  let lastClick: number | null = null;
  return {
    note() {
      lastClick = now();
    },
    take(what) {
      const click = lastClick;
      lastClick = null;
      return click !== null && now() - click <= clickExplains[what];
    },
  };
}
