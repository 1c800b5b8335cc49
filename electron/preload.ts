import { contextBridge, ipcRenderer } from 'electron';
import type { CareDeskBridge } from './contract/bridge.ts';
import { callChannel, sessionChangedChannel } from './contract/channels.ts';
import type { SessionState } from './contract/session.ts';
import type { Answer, Verb, VerbArguments, VerbResult } from './contract/verbs.ts';

function call<V extends Verb>(verb: V, ...args: VerbArguments<V>): Promise<Answer<VerbResult<V>>> {
  return ipcRenderer.invoke(callChannel, verb, ...args);
}

// Asked while the page is still loading, and kept up to date: by the time the page wants to know,
// the answer is there, and no change is lost in between.
let latest = call('session/current');
ipcRenderer.on(sessionChangedChannel, (_event, state: SessionState) => {
  latest = Promise.resolve({ ok: true, value: state });
});

const bridge: CareDeskBridge = {
  app: { about: () => call('app/about') },
  session: {
    current: () => latest,
    onChange(listener) {
      // The event object holds the sender: the page gets the state alone.
      const forward = (_event: unknown, state: SessionState) => listener(state);
      ipcRenderer.on(sessionChangedChannel, forward);
      return () => {
        ipcRenderer.off(sessionChangedChannel, forward);
      };
    },
    signOut: () => call('session/sign-out'),
  },
  signIn: {
    start: () => call('sign-in/start'),
    copyLink: () => call('sign-in/copy-link'),
    cancel: () => call('sign-in/cancel'),
  },
  role: {
    choose: (roleId) => call('role/choose', roleId),
    change: () => call('role/change'),
    keep: () => call('role/keep'),
  },
};

contextBridge.exposeInMainWorld('caredesk', bridge);
