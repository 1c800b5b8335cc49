import { StrictMode, useEffect } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { App, type AppStores } from './app.tsx';

/** All that React draws. */
export function Page(stores: AppStores) {
  return (
    <StrictMode>
      <App {...stores} />
    </StrictMode>
  );
}

/**
 * Has React draw the page, or take over the one that is there, from which nothing is then replaced.
 * Resolves when it answers.
 *
 * @param isDrawn whether the page as it is to be now is there already
 */
export function drawPage(
  container: Element,
  { isDrawn, session, about }: Omit<AppStores, 'drawnFor'> & { readonly isDrawn: boolean },
): Promise<void> {
  // Remembered: the session may change before React gets to the page that is there.
  const stores = { session, about, drawnFor: session.current() };
  return new Promise((resolve) => {
    const page = <Drawn onDrawn={resolve} {...stores} />;
    if (isDrawn) hydrateRoot(container, page);
    else createRoot(container).render(page);
  });
}

function Drawn({ onDrawn, ...stores }: AppStores & { readonly onDrawn: () => void }) {
  useEffect(onDrawn, [onDrawn]);
  return <Page {...stores} />;
}
