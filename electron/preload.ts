import { contextBridge, ipcRenderer, webFrame } from 'electron';
import type { BridgeVerbs, MainState } from './contract/bridge.ts';
import {
  callChannel,
  changedChannel,
  copiedChannel,
  currentVerb,
  personAskedChannel,
  type StateName,
  stateNames,
} from './contract/channels.ts';
import type { StateOf } from './contract/states.ts';
import type { Answer, Verb, VerbArguments, VerbResult } from './contract/verbs.ts';
import { canCut, selectedText } from './window/page-copy.ts';
import { choosesFiles, limitPage } from './window/page-limits.ts';

function call<V extends Verb>(verb: V, ...args: VerbArguments<V>): Promise<Answer<VerbResult<V>>> {
  return ipcRenderer.invoke(callChannel, verb, ...args);
}

/**
 * A state that main owns. Asked while the page is still loading, and kept up to date: by the time
 * the page wants to know, the answer is there, and no change is lost in between.
 */
function follow<Name extends StateName>(name: Name): MainState<StateOf<Name>> {
  type State = StateOf<Name>;
  const channel = changedChannel(name);
  let latest: Promise<Answer<State>> = ipcRenderer.invoke(callChannel, currentVerb(name));
  ipcRenderer.on(channel, (_event, state: State) => {
    latest = Promise.resolve({ ok: true, value: state });
  });
  return {
    current: () => latest,
    onChange(listener) {
      // The event object holds the sender: the page gets the state alone.
      const forward = (_event: unknown, state: State) => listener(state);
      ipcRenderer.on(channel, forward);
      return () => {
        ipcRenderer.off(channel, forward);
      };
    },
  };
}

const calls: BridgeVerbs = {
  app: { about: () => call('app/about') },
  session: {
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
    answer: (typed) => call('proxy/answer', typed),
    cancel: (id) => call('proxy/cancel', id),
  },
  updates: {
    check: () => call('updates/check'),
    download: () => call('updates/download'),
    chooseTime: (time) => call('updates/choose-time', time),
    whatsNewRead: () => call('updates/whats-new-read'),
  },
  work: {
    report: (work) => call('work/report', work),
    keep: (work) => call('work/keep', work),
    kept: () => call('work/kept'),
    keepChoice: (choice) => call('work/keep-choice', choice),
    keptChoice: () => call('work/kept-choice'),
  },
};

/** Puts each state of main beside the verbs of the same name: `CareDeskBridge`. */
function withStates(groups: BridgeVerbs): object {
  const states = stateNames.map((name) => [name, { ...groups[name], ...follow(name) }]);
  return { ...groups, ...Object.fromEntries(states) };
}

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

/**
 * Hands what is copied to main, which writes it to the clipboard in place of Chromium: it knows then
 * what to clear when the person leaves, and no clipboard history gets it.
 */
function copy(event: ClipboardEvent): void {
  event.preventDefault();
  const text = selectedText(document);
  if (text === null || (event.type === 'cut' && !canCut(document))) return;
  ipcRenderer.send(copiedChannel, text);
  // By the browser's own command it can be undone, and the page hears of it.
  if (event.type === 'cut') document.execCommand('delete');
}

/**
 * Nothing is dragged: dropped into another program it would be a copy that main does not know of and
 * nobody clears. Text in a field is no exception, as it may be dropped anywhere as well.
 */
function keepFromDragging(event: DragEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Chromium goes back in its own history by these buttons. Main has the page told instead. */
function keepFromHistory(event: MouseEvent): void {
  if (event.button !== 3 && event.button !== 4) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

window.addEventListener('copy', copy, true);
window.addEventListener('cut', copy, true);
window.addEventListener('dragstart', keepFromDragging, true);
window.addEventListener('mousedown', keepFromHistory, true);
window.addEventListener('mouseup', keepFromHistory, true);
window.addEventListener('auxclick', keepFromHistory, true);
window.addEventListener('click', watchClick, true);
// The middle button opens links, too.
window.addEventListener('auxclick', watchClick, true);
void webFrame.executeJavaScript(`(${limitPage.toString()})()`);
contextBridge.exposeInMainWorld('caredesk', withStates(calls));
