/** Milliseconds after which a click no longer explains what happens. */
const longestWait = 120_000;

/** What people ask for by their own hand, as opposed to what a script in the page asks for. */
export interface PersonAsked {
  /** A person has clicked, tapped, or pressed a control by keyboard or assistive technology. */
  note(): void;
  /**
   * Whether a person has asked, and nothing has been done for it yet: every click opens the browser
   * at most once. Not at the moment of the click alone: CareDesk may first have to ask a server.
   */
  take(): boolean;
}

/** @param now milliseconds on a clock that is never set back */
export function createPersonAsked(now: () => number): PersonAsked {
  let lastClick: number | null = null;
  return {
    note() {
      lastClick = now();
    },
    take() {
      const click = lastClick;
      lastClick = null;
      return click !== null && now() - click <= longestWait;
    },
  };
}
