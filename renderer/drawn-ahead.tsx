import { renderToString } from 'react-dom/server';
import type { SessionState } from '../electron/contract/session.ts';
import { unknownAbout } from './about-store.ts';
import type { AppStores } from './app.tsx';
import type { FirstPage } from './first-page.ts';
import type { Known } from './main-state.ts';
import { Page } from './page.tsx';
import { createStore } from './store.ts';

const started: Known<SessionState> = {
  kind: 'known',
  state: { kind: 'signed-out', reason: 'started', failure: null, browserSession: 'none' },
};

/** The states the page of an environment is for. Nothing on it differs by version or organisation. */
function storesOf(environment: FirstPage): AppStores {
  return {
    session: createStore(started),
    drawnFor: started,
    about: { ...createStore({ ...unknownAbout, environment }), askAgain: () => undefined },
  };
}

/** A bridge to a main that never answers. */
const silentBridge = new Proxy(
  {},
  { get: () => new Proxy({}, { get: () => () => new Promise(() => undefined) }) },
);

/** HTML of the log-in page by environment, as React draws it first. For the build, not for the page. */
export function drawFirstPages(): Readonly<Record<FirstPage, string>> {
  Reflect.set(globalThis, 'window', { caredesk: silentBridge });
  try {
    const draw = (environment: FirstPage) => renderToString(<Page {...storesOf(environment)} />);
    return { sandbox: draw('sandbox'), int: draw('int'), live: draw('live') };
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
}
