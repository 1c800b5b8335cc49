import type { SessionState } from '../electron/contract/session.ts';
import type { About } from './about-store.ts';
import type { Known } from './main-state.ts';
import { careIdentityClass } from './sign-in/care-identity-class.ts';

/** The environments there is a page for in index.html: build/first-pages.ts. */
export type FirstPage = NonNullable<About['environment']>;

/**
 * The page drawn when CareDesk was built that shows these states exactly as React would; null where
 * there is none. Only the start is drawn ahead: nobody logged in, nothing to tell, Care Identity.
 */
export function firstPageFor(session: Known<SessionState>, about: About | null): FirstPage | null {
  if (session.kind !== 'known' || about === null) return null;
  const { state } = session;
  const isStart =
    state.kind === 'signed-out' &&
    state.reason === 'started' &&
    state.failure === null &&
    state.browserSession === 'none';
  return isStart && about.provider.kind === 'care-identity' ? about.environment : null;
}

/** Puts the page into the window, from its template. False where index.html has none. */
export function showFirstPage(container: Element, page: FirstPage): boolean {
  const template = document.getElementById(`first-page-${page}`);
  if (!(template instanceof HTMLTemplateElement)) return false;
  container.replaceChildren(document.importNode(template.content, true));
  return true;
}

/** The button that logs in on such a page, which is not the only one there. */
export function logInButtonIn(container: Element): HTMLElement | null {
  return container.querySelector<HTMLElement>(`button.${careIdentityClass}`);
}
