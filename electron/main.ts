import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
import {
  administratorCommand,
  administratorSwitches,
} from './administration/administrator-command.ts';
import { isTrustedSender } from './bridge/sender.ts';
import {
  callChannel,
  personAskedChannel,
  proxyChangedChannel,
  sessionChangedChannel,
  updatesChangedChannel,
} from './contract/channels.ts';
import { externalLinks } from './contract/external-links.ts';
import type { Answer } from './contract/verbs.ts';
import { buildOf } from './policy/build-stamp.ts';
import { machineFolder } from './policy/machine-folder.ts';
import type { Rooms } from './rooms.ts';
import { registerAppScheme, serveApp } from './window/app-protocol.ts';
import { dropUnsafeVariables, refusedArgument, refusedSwitch } from './window/command-line.ts';
import { externalLink } from './window/external-links.ts';
import { denyPermissions, hardenWebContents, isOwnPage } from './window/hardening.ts';
import { type MainWindow, openMainWindow } from './window/main-window.ts';
import { createPersonAsked } from './window/person-asked.ts';
import { closeWayOut, limitBlink } from './window/way-out.ts';

// Composition in start-up order: the window first, the rooms behind it while it loads.
const out = join(import.meta.dirname, '..');
let rooms: Promise<Rooms> | null = null;
let window: MainWindow | null = null;
let leaving = false;
const personAsked = createPersonAsked(() => performance.now());

registerAppScheme();
if (app.isPackaged) startOnlyAsInstalled();
const build = buildOf(app.isPackaged, () =>
  readFileSync(join(app.getAppPath(), 'build.json'), 'utf8'),
);
// Chromium does not run sandboxed as root, and with this call it would not start at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
limitBlink(app.commandLine);
Menu.setApplicationMenu(null);

const userData = process.env['CAREDESK_USER_DATA'];
if (!app.isPackaged && userData !== undefined && userData !== '') {
  app.setPath('userData', userData);
}

const command = administratorCommand(process.argv);
if (command.kind !== 'none') {
  // Waited for here, Electron does not get ready: no profile is made that would be in the way.
  const { runInApp } = await import('./administration/app-command.ts');
  await runInApp(command, decisionsFolder());
} else if (app.requestSingleInstanceLock()) start();
else app.quit();

/** What opens an installed CareDesk to whoever can start it differently is refused, or dead. */
function startOnlyAsInstalled(): void {
  dropUnsafeVariables(process.env);
  const refused =
    refusedArgument(process.argv, process.platform, administratorSwitches) ??
    refusedSwitch((name) => app.commandLine.hasSwitch(name));
  if (refused === null) return;
  const words = `CareDesk does not start with --${refused}. Remove it and start again.`;
  process.stderr.write(`${words}\n`);
  // On Windows nobody sees what a program without a console writes; a deployment tool sees the code.
  const isCommand = administratorCommand(process.argv).kind !== 'none';
  if (process.platform === 'win32' && !isCommand) dialog.showErrorBox('CareDesk', words);
  app.exit(1);
}

function start(): void {
  hardenWebContents(app, (address) => {
    // Without a usable policy no link is allowed, so there is nothing to tell.
    openLink(address).catch(() => undefined);
  });
  app.on('second-instance', () => window?.bringToFront());
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => leave(event));
  ipcMain.handle(callChannel, (event, verb: unknown, ...args: unknown[]) =>
    answer(event, verb, args),
  );
  ipcMain.on(personAskedChannel, (event) => {
    if (isOwnSender(event)) personAsked.note();
  });
  void app.whenReady().then(openWindow);
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
    devTools: !app.isPackaged,
    build,
    // Windows logs off without before-quit: what can still be done is done here.
    onSessionEnd: () => {
      void rooms?.then(({ updates }) => updates.sessionEnding());
      void closeSession();
    },
  });
  void openedRooms().then(({ session, policy }) =>
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

/** Where administrators' decisions lie; a development build keeps them with its own files. */
function decisionsFolder(): string {
  return app.isPackaged ? machineFolder(process.platform) : app.getPath('userData');
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
    { systemClock },
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
    import('./network/deadlines.ts'),
    import('./network/proxy-prompt.ts'),
    import('./network/proxy-sign-in.ts'),
    import('./network/person-change.ts'),
    import('./network/integrated-sign-in.ts'),
    import('./session/clock.ts'),
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
      // Nobody is asked to sign in at a proxy for what nobody asked for.
      fetch: createElectronFetch(network, { ...reach, proxySignIn: proxySignIn.forFarewell }),
      clock: systemClock,
      publish: (state) => window?.send(updatesChangedChannel, updateStateSchema.parse(state)),
    }),
    endRequestsOfPerson: personChange.leave,
    async readPolicy() {
      const sources = policySources({
        isPackaged: app.isPackaged,
        platform: process.platform,
        developmentFile: process.env['CAREDESK_POLICY'],
      });
      const channel = await readInstallChannel(process.resourcesPath, (path) =>
        readFile(path, 'utf8'),
      );
      const isProtected = protectsPolicy(channel, process.platform);
      const policy = allowedBy(build, isProtected, await readPolicy(sources));
      integratedSignIn.allow(policy.integratedSignInDomains);
      return policy;
    },
    async openKeychain(service) {
      const { openKeytarKeychain } = await import('./keychain/keytar-keychain.ts');
      return openKeytarKeychain(service);
    },
    async loadRbacTables() {
      const { openRbacStore } = await import('./administration/open-stores.ts');
      return openRbacStore(decisionsFolder()).load();
    },
    openBrowser: (address) => shell.openExternal(address),
    personAsked: () => personAsked.take('logIn'),
    copyText: (text) => clipboard.writeText(text),
    // Electron 45 answers with a promise, older ones with the text.
    async dropCopiedText(text) {
      if ((await clipboard.readText()) === text) clipboard.clear();
    },
    bringToFront: () => window?.bringToFront(),
    publish: (state) => window?.send(sessionChangedChannel, state),
    async forgetPerson() {
      if (leaving) return;
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
  return (await openedRooms()).answerCall(verb, args);
}

async function openLink(address: string): Promise<void> {
  if (!personAsked.take('link')) return;
  const { allowedExternalHosts } = await (await openedRooms()).policy();
  const link = externalLink(address, Object.values(externalLinks), allowedExternalHosts);
  if (link !== null) await shell.openExternal(link);
}

/** Nothing of a person stays behind that the policy does not have remembered. */
function leave(event: { preventDefault(): void }): void {
  if (leaving || rooms === null) return;
  leaving = true;
  event.preventDefault();
  const patience = setTimeout(() => app.exit(), 3_000);
  // Whoever closes CareDesk signs out, and it is not their sign-out that an update waits for.
  void rooms.then(({ updates }) => updates.dispose());
  void closeSession().finally(() => {
    clearTimeout(patience);
    app.quit();
  });
}

async function closeSession(): Promise<void> {
  await (await rooms)?.close();
}
