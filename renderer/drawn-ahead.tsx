import { renderToString } from 'react-dom/server';
import { careIdentity } from '../electron/contract/provider.ts';
import type { FirstPage } from './first-page.ts';
import { Page, type PageStores } from './page.tsx';
import type { KnownSession } from './session-store.ts';

const started: KnownSession = {
  kind: 'known',
  state: { kind: 'signed-out', reason: 'started', failure: null, browserSession: 'none' },
};

/** The states the page of an environment is for. */
function storesOf(environment: FirstPage): PageStores {
  const about = { environment, provider: careIdentity };
  const subscribe = () => () => undefined;
  return {
    session: { subscribe, current: () => started, atFirst: () => started },
    about: { subscribe, current: () => about, askAgain: () => undefined },
  };
}

/** A bridge whose verbs may be looked at; nothing calls them while a page is drawn. */
const noBridge = new Proxy({}, { get: () => ({}) });

/** HTML of the log-in page by environment, as React draws it first. For the build, not for the page. */
export function drawFirstPages(): Readonly<Record<FirstPage, string>> {
  Reflect.set(globalThis, 'window', { caredesk: noBridge });
  try {
    const draw = (environment: FirstPage) => renderToString(<Page {...storesOf(environment)} />);
    return { sandbox: draw('sandbox'), int: draw('int'), live: draw('live') };
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
}
