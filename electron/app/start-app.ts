import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import {
  app,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  powerMonitor,
  session as sessions,
  shell,
} from 'electron';
import { isTrustedSender } from '../bridge/sender.ts';
import {
  alwaysAnswered,
  callChannel,
  copiedChannel,
  currentVerb,
  personAskedChannel,
} from '../contract/channels.ts';
import { externalLinks } from '../contract/external-links.ts';
import { wordsFor } from '../contract/failures.ts';
import type { Answer } from '../contract/verbs.ts';
import { systemClock } from '../ground/clock.ts';
import { once } from '../ground/once.ts';
import { systemUptime } from '../ground/system-uptime.ts';
import type { SeparateKeychain } from '../keychain/separate-keychain.ts';
import type { Build } from '../policy/build-stamp.ts';
import type { Decisions } from '../policy/machine-folder.ts';
import type { PolicySource } from '../policy/machine-policy.ts';
import type { Handover } from '../succession/handover.ts';
import { removeHandover, writeHandover } from '../succession/handover-file.ts';
import { createSuccessorStart, type StartedProcess } from '../succession/successor.ts';
import {
  isSuccessor,
  startProcess,
  successorArguments,
  successorMark,
} from '../succession/successor-process.ts';
import { serveApp } from '../window/app-protocol.ts';
import { createCopiedText } from '../window/copied-text.ts';
import { externalLink } from '../window/external-links.ts';
import { denyPermissions, hardenWebContents, isOwnPage } from '../window/hardening.ts';
import { type MainWindow, openMainWindow } from '../window/main-window.ts';
import { offerLink } from '../window/offer-link.ts';
import { createPersonAsked } from '../window/person-asked.ts';
import { createSystemBrowser } from '../window/system-browser.ts';
import { systemClipboard } from '../window/system-clipboard.ts';
import { closeWayOut } from '../window/way-out.ts';
import { openWindowSettings } from '../window/window-settings.ts';
import { openElectronWorkstation } from '../workstation/electron-workstation.ts';
import { noticesFrom } from '../workstation/windows/start-notice-process.ts';
import type { Rooms } from './compose.ts';
import type { Host } from './host.ts';
import { createLifeCycle, quittingTimeout } from './life-cycle.ts';
import { isRunning } from './only-instance.ts';
import { refuseToStart } from './refuse-to-start.ts';
import { relaunch } from './relaunch.ts';

/** Milliseconds the page waits for an earlier log-in; a keychain may take much longer. */
const recallAllowance = 1_000;
/** Milliseconds after the page has loaded, by when it has been painted: that has no competition. */
const tidyingDelay = 1_000;

/** What main has found out before CareDesk starts. */
export interface AppStart {
  /** The folder of the bundle. */
  readonly out: string;
  readonly build: Build;
  /** What administrators decide on this PC. */
  readonly decisions: Decisions;
  /** Where a development build looks for its policy; null for where an installed CareDesk does. */
  readonly policySources: readonly PolicySource[] | null;
  /** What the process hands over that this one follows; null at a start of its own. */
  readonly handover: Handover | null;
  /** How a development build has the process started that follows it; null for how CareDesk does. */
  readonly startSuccessor: ((args: readonly string[]) => StartedProcess) | null;
  /** The time the rooms go by in a development build; null for that of the PC. */
  readonly time: Pick<Host, 'clock' | 'uptime'> | null;
}

/** Starts CareDesk: the window first, as soon as Electron is ready, and the rooms while it loads. */
export function startApp(start: AppStart): void {
  const { out, build, decisions } = start;
  const personAsked = createPersonAsked(() => performance.now());
  const copiedText = createCopiedText({ clipboard: systemClipboard, platform: process.platform });
  const openBrowser = createSystemBrowser({
    platform: process.platform,
    openExternal: (address) => shell.openExternal(address),
    start: spawn,
    after: systemClock.after,
  });
  let window: MainWindow | null = null;
  const shown = createSignal();
  /** Opened with the rooms. */
  let keychain: SeparateKeychain | null = null;
  /** Until it is known whether somebody may go on with an earlier log-in. */
  let recalled: Promise<unknown> = Promise.resolve();
  // Before the window, which is told of the end of the desktop session.
  const workstation = app.whenReady().then(() =>
    openElectronWorkstation({
      ...{ app, powerMonitor, clock: systemClock },
      startNotices:
        process.platform === 'win32' ? noticesFrom(join(out, 'workstation/notices.js')) : null,
    }),
  );
  const rooms = once(openRooms);
  const folder = app.getPath('userData');
  const lifeCycle = createLifeCycle({
    clock: systemClock,
    // The rooms begin to open with the window.
    rooms: () => (window === null ? null : rooms()),
    window: { startAgain: () => window?.startAgain(), destroy: () => window?.destroy() },
    closeKeychain: () => keychain?.close(),
    quit: () => app.quit(),
    relaunch,
    end: () => process.kill(process.pid, 'SIGKILL'),
  });

  const successor = createSuccessorStart({
    clock: systemClock,
    isLeaving: lifeCycle.isLeaving,
    handOver: (left) => {
      const place = window?.place() ?? null;
      writeHandover(folder, { pid: process.pid, writtenAt: Date.now(), window: place, left });
    },
    start: () => (start.startSuccessor ?? startProcess)(successorArguments(process.argv)),
    relaunch: () => relaunch(successorArguments(process.argv)),
    end() {
      keychain?.close();
      systemClock.after(quittingTimeout, () => process.kill(process.pid, 'SIGKILL'));
      app.exit();
    },
  });
  const isInCharge = becomeInCharge();

  hardenWebContents(app, (address) => {
    // Without a usable policy no link is allowed, so there is nothing to tell.
    openLink(address).catch(() => undefined);
  });
  app.on('second-instance', (_event, _argv, _folder, from: unknown) => {
    if (isSuccessor(from)) successor.isThere();
    else lifeCycle.startedAgain();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    successor.abandon();
    lifeCycle.quitting(event);
  });
  ipcMain.handle(callChannel, (event, verb: unknown, ...args: unknown[]) =>
    answer(event, verb, args),
  );
  ipcMain.on(personAskedChannel, (event) => {
    if (isOwnSender(event)) personAsked.note();
  });
  ipcMain.on(copiedChannel, (event, text: unknown) => {
    if (isOwnSender(event) && typeof text === 'string') void copiedText.copy(text);
  });
  app
    .whenReady()
    .then(open)
    .catch(() => {
      // Left to Electron, a CareDesk without a window would stay.
      const { title, nextStep } = wordsFor('BRIDGE_INTERNAL');
      refuseToStart(`${title}. ${nextStep}`);
    });

  function open(): void {
    const windowSession = sessions.defaultSession;
    // Chromium would fetch a dictionary from the internet at every start.
    windowSession.setSpellCheckerLanguages([]);
    denyPermissions(windowSession);
    closeWayOut(windowSession, ownsContents);
    serveApp(windowSession, join(out, 'renderer'), async (request) =>
      (await rooms()).gateway(request),
    );
    window = openMainWindow({
      preload: join(out, 'preload/preload.cjs'),
      session: windowSession,
      devTools: build === 'development',
      build,
      settings: openWindowSettings(folder, systemClock),
      inPlaceOf: start.handover?.window ?? null,
      onShown: shown.give,
      onSessionEndAsked: lifeCycle.sessionEndAsked,
      onSessionEnd: lifeCycle.sessionEnded,
    });
    recalled = isInCharge.then(rooms).then(({ session, policy }) =>
      policy()
        .then(({ rememberSignIn }) => (rememberSignIn ? session.recall() : undefined))
        .catch(session.refusePolicy),
    );
    window.onceLoaded(() => systemClock.after(tidyingDelay, tidyUp));
  }

  /** What nobody waits for; the keychain takes a while to open. */
  function tidyUp(): void {
    if (lifeCycle.isLeaving()) return;
    void isInCharge.then(rooms).then(({ session, updates }) => {
      void session.recall();
      void updates.start();
    });
  }

  async function openRooms(): Promise<Rooms> {
    const [
      { compose },
      { createElectronHost },
      { policySources },
      { createSeparateKeychain },
      { keychainProcessFrom },
    ] = await Promise.all([
      import('./compose.ts'),
      import('./electron-host.ts'),
      import('../policy/policy-sources.ts'),
      import('../keychain/separate-keychain.ts'),
      import('../keychain/start-keychain-process.ts'),
    ]);
    keychain = createSeparateKeychain({
      start: keychainProcessFrom(join(out, 'keychain/keychain.js')),
      after: systemClock.after,
    });
    return compose(
      createElectronHost({
        ...(start.time ?? { clock: systemClock, uptime: systemUptime }),
        ...{ build, decisions, keychain, openBrowser, copiedText },
        workstation: await workstation,
        policySources: start.policySources ?? policySources(process.platform, decisions),
        personAsked: () => personAsked.take('logIn'),
        window: {
          bringToFront: () => window?.bringToFront(),
          send: (channel, payload) => window?.send(channel, payload),
          replace: () => window?.replace(),
        },
        isLeaving: lifeCycle.isLeaving,
        succeed: successor.succeed,
      }),
      start.handover?.left ?? null,
    );
  }

  /** At once, or when the process is gone that this one follows. */
  async function becomeInCharge(): Promise<void> {
    const { handover } = start;
    if (handover === null) return;
    await shown.given;
    const [{ createPredecessor }, { readHandover }] = await Promise.all([
      import('../succession/predecessor.ts'),
      import('../succession/read-handover.ts'),
    ]);
    const last = await createPredecessor({
      clock: systemClock,
      handover,
      requestInstanceLock: () => app.requestSingleInstanceLock(successorMark),
      isRunning,
      kill(pid) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended by itself meanwhile.
        }
      },
      readHandover: () => readHandover(folder, Date.now()),
    }).takeOver();
    if (last === null) {
      app.quit();
      return new Promise(() => undefined);
    }
    removeHandover(folder);
    if (last.left.logIn !== 'no') personAsked.note();
    await (await rooms()).takeOver(last.left);
  }

  function ownsContents(webContentsId: number): boolean {
    return window?.owns(webContentsId) ?? false;
  }

  function isOwnSender({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
    return isTrustedSender(
      {
        frameUrl: senderFrame?.url ?? null,
        isMainFrame: senderFrame?.parent === null,
        webContentsId: sender.id,
      },
      { isOwnPage, owns: ownsContents },
    );
  }

  async function answer(
    event: IpcMainInvokeEvent,
    verb: unknown,
    args: readonly unknown[],
  ): Promise<Answer<unknown>> {
    if (!isOwnSender(event)) {
      return { ok: false, failure: { code: 'BRIDGE_SENDER_REFUSED', detail: null } };
    }
    if (!alwaysAnswered.has(verb)) await isInCharge;
    const { answerCall } = await rooms();
    // What is shown first stays: not the log-in page before that of somebody who may go on.
    if (verb === currentVerb('session')) {
      await Promise.race([
        recalled,
        new Promise<void>((resolve) => systemClock.after(recallAllowance, resolve)),
      ]);
    }
    return answerCall(verb, args);
  }

  async function openLink(address: string): Promise<void> {
    if (!personAsked.take('link')) return;
    const { allowedExternalHosts } = await (await rooms()).policy();
    const link = externalLink(address, Object.values(externalLinks), allowedExternalHosts);
    if (link !== null) await openBrowser(link).catch(() => offerLink(link));
  }
}

/** Something that is waited for and comes once. */
function createSignal(): { readonly given: Promise<void>; give(): void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}
