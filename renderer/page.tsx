import { StrictMode, useEffect } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import type { AboutStore } from './about-store.ts';
import { App } from './app.tsx';
import type { SessionStore } from './session-store.ts';

/** What main owns and the page is a function of. */
export interface PageStores {
  readonly session: SessionStore;
  readonly about: AboutStore;
}

/** All that React draws. */
export function Page({ session, about }: PageStores) {
  return (
    <StrictMode>
      <App session={session} about={about} />
    </StrictMode>
  );
}

/**
 * Has React draw the page, or take over the one that is there, from which nothing is then replaced.
 * Resolves when it answers.
 *
 * @param isDrawn whether what React would draw for `session.atFirst()` is there already
 */
export function drawPage(
  container: Element,
  { isDrawn, ...stores }: PageStores & { readonly isDrawn: boolean },
): Promise<void> {
  return new Promise((resolve) => {
    const page = <Drawn onDrawn={resolve} {...stores} />;
    if (isDrawn) hydrateRoot(container, page);
    else createRoot(container).render(page);
  });
}

function Drawn({ onDrawn, ...stores }: PageStores & { readonly onDrawn: () => void }) {
  useEffect(onDrawn, [onDrawn]);
  return <Page {...stores} />;
}
