import { app, session } from 'electron';
import { createElectronFetch } from '../../../electron/network/electron-fetch.ts';
import { createIntegratedSignIn } from '../../../electron/network/integrated-sign-in.ts';
import { describeNetworkFailure } from '../../../electron/network/network-failure.ts';
import { rememberProxySignIn } from '../../../electron/network/proxy-sign-in.ts';
import type { ProbeInside } from './probe-inside.ts';

// CareDesk's fetch in an Electron of its own, with the session CareDesk gives it and no window.
void app.whenReady().then(() => {
  // Chromium would fetch a dictionary, through whatever proxy there is.
  session.defaultSession.setSpellCheckerLanguages([]);
  const network = session.fromPartition('network', { cache: false });
  network.setSpellCheckerLanguages([]);
  const asked: ProbeInside['asked'] = [];
  const typed: ProbeInside['typed'] = [];
  const proxySignIn = rememberProxySignIn(async ({ scheme }, refused) => {
    asked.push({ scheme, refused: refused !== null });
    return typed.shift() ?? null;
  });
  const integratedSignIn = createIntegratedSignIn(network);
  const fetch = createElectronFetch(network, {
    proxySignIn: proxySignIn.forPerson,
    integratedSignIn: integratedSignIn.covers,
  });
  globalThis.networkProbe = {
    asked,
    typed,
    network,
    allowIntegratedSignIn: integratedSignIn.allow,
    async fetch(url, init) {
      try {
        const answer = await fetch(url, init);
        return { kind: 'answer', status: answer.status, body: await answer.text() };
      } catch (error) {
        return { kind: 'failure', cause: describeNetworkFailure(error) };
      }
    },
  };
});
