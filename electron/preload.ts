import { contextBridge, ipcRenderer, webFrame } from 'electron';
import type { CareDeskBridge } from './contract/bridge.ts';
import {
  callChannel,
  personAskedChannel,
  proxyChangedChannel,
  sessionChangedChannel,
  updatesChangedChannel,
} from './contract/channels.ts';
import type { Answer, Verb, VerbArguments, VerbResult } from './contract/verbs.ts';
import { choosesFiles, limitPage } from './window/page-limits.ts';

function call<V extends Verb>(verb: V, ...args: VerbArguments<V>): Promise<Answer<VerbResult<V>>> {
  return ipcRenderer.invoke(callChannel, verb, ...args);
}

/**
 * A state that main owns. Asked while the page is still loading, and kept up to date: by the time
 * the page wants to know, the answer is there, and no change is lost in between.
 */
function follow<V extends 'session/current' | 'proxy/current' | 'updates/current'>(
  verb: V,
  changedChannel: string,
) {
  type State = VerbResult<V>;
  let latest: Promise<Answer<State>> = ipcRenderer.invoke(callChannel, verb);
  ipcRenderer.on(changedChannel, (_event, state: State) => {
    latest = Promise.resolve({ ok: true, value: state });
  });
  return {
    current: () => latest,
    onChange(listener: (state: State) => void) {
      // The event object holds the sender: the page gets the state alone.
      const forward = (_event: unknown, state: State) => listener(state);
      ipcRenderer.on(changedChannel, forward);
      return () => {
        ipcRenderer.off(changedChannel, forward);
      };
    },
  };
}

const bridge: CareDeskBridge = {
  app: { about: () => call('app/about') },
  session: {
    ...follow('session/current', sessionChangedChannel),
    copyPolicyReport: () => call('session/copy-policy-report'),
    signOut: () => call('session/sign-out'),
    lock: () => call('session/lock'),
    unlock: () => call('session/unlock'),
    activity: () => call('session/activity'),
  },
  signIn: {
    start: () => call('sign-in/start'),
    resume: () => call('sign-in/resume'),
    copyLink: () => call('sign-in/copy-link'),
    cancel: () => call('sign-in/cancel'),
  },
  role: {
    choose: (roleId) => call('role/choose', roleId),
    change: () => call('role/change'),
    keep: () => call('role/keep'),
  },
  proxy: {
    ...follow('proxy/current', proxyChangedChannel),
    answer: (typed) => call('proxy/answer', typed),
    cancel: (id) => call('proxy/cancel', id),
  },
  updates: {
    ...follow('updates/current', updatesChangedChannel),
    check: () => call('updates/check'),
    download: () => call('updates/download'),
    chooseTime: (time) => call('updates/choose-time', time),
    whatsNewRead: () => call('updates/whats-new-read'),
  },
  work: {
    report: (work) => call('work/report', work),
    keep: (work) => call('work/keep', work),
    kept: () => call('work/kept'),
  },
};

/**
 * Watches clicks before the page gets them. A click is trusted when a person made it, with a
 * pointer, a key or assistive technology; those that a script makes are not.
 */
function watchClick(event: MouseEvent): void {
  if (choosesFiles(event)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (event.isTrusted) {
    ipcRenderer.send(personAskedChannel);
  }
}

window.addEventListener('click', watchClick, true);
// The middle button opens links, too.
window.addEventListener('auxclick', watchClick, true);
void webFrame.executeJavaScript(`(${limitPage.toString()})()`);
contextBridge.exposeInMainWorld('caredesk', bridge);
