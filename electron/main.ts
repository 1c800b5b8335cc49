import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  app,
  clipboard,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  Menu,
  session as sessions,
  shell,
} from 'electron';
import { administratorCommand, switchesBeside } from './administration/administrator-command.ts';
import { createLifeCycle } from './app/life-cycle.ts';
import { becomesOnlyInstance } from './app/only-instance.ts';
import { refuseToStart } from './app/refuse-to-start.ts';
import { relaunch } from './app/relaunch.ts';
import { isTrustedSender } from './bridge/sender.ts';
import {
  callChannel,
  personAskedChannel,
  proxyChangedChannel,
  sessionChangedChannel,
  updatesChangedChannel,
} from './contract/channels.ts';
import { externalLinks } from './contract/external-links.ts';
import { wordsFor } from './contract/failures.ts';
import type { Answer } from './contract/verbs.ts';
import { systemClock } from './ground/clock.ts';
import { createSeparateKeychain } from './keychain/separate-keychain.ts';
import { keychainProcessFrom } from './keychain/start-keychain-process.ts';
import { packedBuild } from './policy/build-stamp.ts';
import { type Decisions, machineDecisions } from './policy/machine-folder.ts';
import type { Rooms } from './rooms.ts';
import { registerAppScheme, serveApp } from './window/app-protocol.ts';
import { dropUnsafeVariables, refusedArgument, refusedSwitch } from './window/command-line.ts';
import { externalLink } from './window/external-links.ts';
import { denyPermissions, hardenWebContents, isOwnPage } from './window/hardening.ts';
import { type MainWindow, openMainWindow } from './window/main-window.ts';
import { offerLink } from './window/offer-link.ts';
import { createPersonAsked } from './window/person-asked.ts';
import { createSystemBrowser } from './window/system-browser.ts';
import { closeWayOut, limitBlink } from './window/way-out.ts';

/** True in the bundle of a checkout, false in that of a package: build/bundle.ts. */
declare const __CAREDESK_DEVELOPMENT__: boolean | undefined;

// What the bundler puts in the place of this name decides, and not `app.isPackaged`: that is asked
// of the name of the executable, which anybody can give to a copy. No name at all is a package.
const development =
  typeof __CAREDESK_DEVELOPMENT__ !== 'undefined' && __CAREDESK_DEVELOPMENT__
    ? await import('./development.ts')
    : null;

// Composition in start-up order: the window first, the rooms behind it while it loads.
const out = join(import.meta.dirname, '..');
let rooms: Promise<Rooms> | null = null;
let window: MainWindow | null = null;
/** Until it is known whether somebody may go on with an earlier log-in. */
let recalled: Promise<unknown> = Promise.resolve();
/** Milliseconds the page waits for that; a keychain may take much longer. */
const recallAllowance = 1_000;
const personAsked = createPersonAsked(() => performance.now());

registerAppScheme();
const command = administratorCommand(process.argv);
if (development === null) startOnlyAsInstalled();
const build =
  development === null
    ? packedBuild(() => readFileSync(join(app.getAppPath(), 'build.json'), 'utf8'))
    : 'development';
// Chromium does not run sandboxed as root, and with this call it would not start at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
limitBlink(app.commandLine);
Menu.setApplicationMenu(null);

const openBrowser = createSystemBrowser({
  platform: process.platform,
  openExternal: (address) => shell.openExternal(address),
  start: spawn,
  after: systemClock.after,
});
const keychain = createSeparateKeychain({
  start: keychainProcessFrom(join(import.meta.dirname, '../keychain/keychain.js')),
  after: systemClock.after,
});
const lifeCycle = createLifeCycle({
  clock: systemClock,
  rooms: () => rooms,
  window: { startAgain: () => window?.startAgain(), destroy: () => window?.destroy() },
  closeKeychain: keychain.close,
  quit: () => app.quit(),
  relaunch,
  end: () => process.kill(process.pid, 'SIGKILL'),
});

const userData = development?.userDataFolder(process.env) ?? null;
if (userData !== null) app.setPath('userData', resolve(userData));

if (command.kind !== 'none') {
  // Waited for here, Electron does not get ready: no profile is made that would be in the way.
  const { runInApp } = await import('./administration/app-command.ts');
  await runInApp(command, { decisions: decisions(), build });
} else if (becomesOnlyInstance()) start();

/** What opens an installed CareDesk to whoever can start it differently is refused, or dead. */
function startOnlyAsInstalled(): void {
  dropUnsafeVariables(process.env);
  const own = switchesBeside(command);
  const refused =
    refusedArgument(process.argv, process.platform, own) ??
    refusedSwitch((name) => app.commandLine.hasSwitch(name), own);
  if (refused === null) return;
  const words = `CareDesk does not start with --${refused}. Remove it and start again.`;
  process.stderr.write(`${words}\n`);
  // On Windows nobody sees what a program without a console writes; a deployment tool sees the code.
  if (process.platform === 'win32' && command.kind === 'none')
    dialog.showErrorBox('CareDesk', words);
  app.exit(1);
}

function start(): void {
  hardenWebContents(app, (address) => {
    // Without a usable policy no link is allowed, so there is nothing to tell.
    openLink(address).catch(() => undefined);
  });
  app.on('second-instance', lifeCycle.startedAgain);
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', lifeCycle.quitting);
  ipcMain.handle(callChannel, (event, verb: unknown, ...args: unknown[]) =>
    answer(event, verb, args),
  );
  ipcMain.on(personAskedChannel, (event) => {
    if (isOwnSender(event)) personAsked.note();
  });
  app
    .whenReady()
    .then(openWindow)
    .catch(() => {
      // Left to Electron, a CareDesk without a window would stay.
      const { title, nextStep } = wordsFor('BRIDGE_INTERNAL');
      refuseToStart(`${title}. ${nextStep}`);
    });
}

function openWindow(): void {
  const windowSession = sessions.defaultSession;
  // Chromium would fetch a dictionary from the internet at every start.
  windowSession.setSpellCheckerLanguages([]);
  denyPermissions(windowSession);
  closeWayOut(windowSession, ownsContents);
  serveApp(windowSession, join(out, 'renderer'), async (request) =>
    (await openedRooms()).gateway(request),
  );
  window = openMainWindow({
    preload: join(out, 'preload/preload.cjs'),
    session: windowSession,
    devTools: development !== null,
    build,
    onSessionEndAsked: lifeCycle.sessionEndAsked,
    onSessionEnd: lifeCycle.sessionEnded,
  });
  recalled = openedRooms().then(({ session, policy }) =>
    policy()
      .then(({ rememberSignIn }) => (rememberSignIn ? session.recall() : undefined))
      .catch(session.refusePolicy),
  );
  // The keychain takes a while to open, and nobody waits for what is only tidied up in it.
  window.onceLoaded(
    () =>
      void openedRooms().then(({ session, updates }) => {
        void session.recall();
        void updates.start();
      }),
  );
}

function decisions(): Decisions {
  return (
    development?.developmentDecisions(app.getPath('userData')) ?? machineDecisions(process.platform)
  );
}

function openedRooms(): Promise<Rooms> {
  rooms ??= loadRooms();
  return rooms;
}

async function loadRooms(): Promise<Rooms> {
  const [
    { openRooms },
    { createElectronFetch },
    { watchUntrustedIssuers },
    { createDeadlines },
    { createProxyPrompt },
    { rememberProxySignIn },
    { createPersonChange },
    { createIntegratedSignIn },
    { proxyStateSchema },
    { updateStateSchema },
    { appUpdates },
    { readPolicy },
    { policySources },
    { allowedBy },
    { protectsPolicy, readInstallChannel },
  ] = await Promise.all([
    import('./rooms.ts'),
    import('./network/electron-fetch.ts'),
    import('./network/certificate-issuer.ts'),
    import('./ground/deadlines.ts'),
    import('./network/proxy-prompt.ts'),
    import('./network/proxy-sign-in.ts'),
    import('./network/person-change.ts'),
    import('./network/integrated-sign-in.ts'),
    import('./contract/proxy.ts'),
    import('./contract/updates.ts'),
    import('./updates/app-updates.ts'),
    import('./policy/machine-policy.ts'),
    import('./policy/policy-sources.ts'),
    import('./policy/build-stamp.ts'),
    import('./policy/install-channel.ts'),
  ]);
  // In memory: no cookie and no answer of a provider or an API is ever written to disk.
  const network = sessions.fromPartition('network', { cache: false });
  network.setSpellCheckerLanguages([]);
  const deadlines = createDeadlines(systemClock);
  const proxyPrompt = createProxyPrompt((state) => {
    deadlines.standStill(state.kind === 'asking');
    window?.send(proxyChangedChannel, proxyStateSchema.parse(state));
  }, systemClock.after);
  const proxySignIn = rememberProxySignIn(proxyPrompt.ask);
  const personChange = createPersonChange({
    proxySignIn,
    proxyPrompt,
    clearAuthCache: () => network.clearAuthCache(),
    async closeAllConnections() {
      await network.closeAllConnections();
      // A PAC file that was being fetched is cut off as well, and would count as not there.
      await network.forceReloadProxyConfig();
    },
    patience: 2_000,
  });
  const integratedSignIn = createIntegratedSignIn(network);
  const reach = {
    untrustedIssuer: watchUntrustedIssuers(network).issuerFor,
    integratedSignIn: integratedSignIn.covers,
  };

  return openRooms({
    version: app.getVersion(),
    fetch: createElectronFetch(network, {
      ...reach,
      proxySignIn: proxySignIn.forPerson,
      ready: personChange.ready,
    }),
    farewellFetch: createElectronFetch(network, {
      ...reach,
      proxySignIn: proxySignIn.forFarewell,
    }),
    deadlines,
    proxyPrompt,
    updates: appUpdates({
      isPackaged: development === null,
      // Nobody is asked to sign in at a proxy for what nobody asked for.
      fetch: createElectronFetch(network, { ...reach, proxySignIn: proxySignIn.forFarewell }),
      clock: systemClock,
      publish: (state) => window?.send(updatesChangedChannel, updateStateSchema.parse(state)),
    }),
    endRequestsOfPerson: personChange.leave,
    async readPolicy() {
      const sources =
        development?.developmentPolicySources(process.env) ??
        policySources(process.platform, decisions());
      const channel = await readInstallChannel(process.resourcesPath, (path) =>
        readFile(path, 'utf8'),
      );
      const isProtected = protectsPolicy(channel, process.platform);
      const policy = allowedBy(build, isProtected, await readPolicy(sources));
      integratedSignIn.allow(policy.integratedSignInDomains);
      return policy;
    },
    openKeychain: async (service) => keychain.open(service),
    async loadRbacTables() {
      const { openRbacStore } = await import('./administration/open-stores.ts');
      const { folder, readText } = decisions();
      return openRbacStore(folder, readText).load();
    },
    openBrowser,
    personAsked: () => personAsked.take('logIn'),
    copyText: (text) => clipboard.writeText(text),
    // Electron 45 answers with a promise, older ones with the text.
    async dropCopiedText(text) {
      if ((await clipboard.readText()) === text) clipboard.clear();
    },
    bringToFront: () => window?.bringToFront(),
    publish: (state) => window?.send(sessionChangedChannel, state),
    async forgetPerson() {
      if (lifeCycle.isLeaving()) return;
      window?.replace();
      await sessions.defaultSession.clearStorageData();
      await sessions.defaultSession.clearCache();
    },
  });
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
  const opened = await openedRooms();
  // What is shown first stays: not the log-in page before that of somebody who may go on.
  if (verb === 'session/current') await Promise.race([recalled, sleep(recallAllowance)]);
  return opened.answerCall(verb, args);
}

async function openLink(address: string): Promise<void> {
  if (!personAsked.take('link')) return;
  const { allowedExternalHosts } = await (await openedRooms()).policy();
  const link = externalLink(address, Object.values(externalLinks), allowedExternalHosts);
  if (link !== null) await openBrowser(link).catch(() => offerLink(link));
}
