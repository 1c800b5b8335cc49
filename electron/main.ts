import { join } from 'node:path';
import { app, clipboard, ipcMain, Menu, session as sessions, shell } from 'electron';
import {
  type AdministratorCommand,
  administratorCommand,
} from './administration/administrator-command.ts';
import { isTrustedSender } from './bridge/sender.ts';
import { callChannel, proxyChangedChannel, sessionChangedChannel } from './contract/channels.ts';
import type { Answer } from './contract/verbs.ts';
import { machineFolder } from './policy/machine-folder.ts';
import type { Rooms } from './rooms.ts';
import { registerAppScheme, serveApp } from './window/app-protocol.ts';
import { refusedSwitch } from './window/command-line.ts';
import { externalLink } from './window/external-links.ts';
import { denyNetwork, denyPermissions, hardenWebContents, isOwnPage } from './window/hardening.ts';
import { type MainWindow, openMainWindow } from './window/main-window.ts';

// Composition in start-up order: the window first, the rooms behind it while it loads.
const out = join(import.meta.dirname, '..');
let rooms: Promise<Rooms> | null = null;
let window: MainWindow | null = null;
let leaving = false;

registerAppScheme();
const refused = app.isPackaged ? refusedSwitch((name) => app.commandLine.hasSwitch(name)) : null;
if (refused !== null) {
  process.stderr.write(`CareDesk does not start with --${refused}. Remove it and start again.\n`);
  app.exit(1);
}
// Chromium does not run sandboxed as root, and with this call it would not start at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
Menu.setApplicationMenu(null);

const userData = process.env['CAREDESK_USER_DATA'];
if (!app.isPackaged && userData !== undefined && userData !== '') {
  app.setPath('userData', userData);
}

const command = administratorCommand(process.argv);
if (command.kind !== 'none') void administer(command);
else if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  hardenWebContents(app, (address) => {
    // Without a usable policy no link is allowed, so there is nothing to tell.
    openLink(address).catch(() => undefined);
  });
  app.on('second-instance', () => window?.bringToFront());
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => leave(event));
  ipcMain.handle(callChannel, (event, verb: unknown, ...args: unknown[]) =>
    answer(
      {
        frameUrl: event.senderFrame?.url ?? null,
        isMainFrame: event.senderFrame?.parent === null,
        webContentsId: event.sender.id,
      },
      verb,
      args,
    ),
  );
  void app.whenReady().then(openWindow);
}

function openWindow(): void {
  const windowSession = sessions.defaultSession;
  // Chromium would fetch a dictionary from the internet at every start.
  windowSession.setSpellCheckerLanguages([]);
  denyPermissions(windowSession);
  denyNetwork(windowSession);
  serveApp(windowSession, join(out, 'renderer'), async (request) =>
    (await openedRooms()).gateway(request),
  );
  window = openMainWindow({
    preload: join(out, 'preload/preload.cjs'),
    session: windowSession,
    devTools: !app.isPackaged,
    // Windows logs off without before-quit: what can still be done is done here.
    onSessionEnd: () => void signOut(),
  });
  void openedRooms().then(({ session, policy }) => policy().catch(session.refusePolicy));
  // The keychain takes a while to open, and nobody waits for what is tidied up in it.
  window.onceLoaded(() => void openedRooms().then(({ session }) => session.tidyUp()));
}

/** Where administrators' decisions lie; a development build keeps them with its own files. */
function decisionsFolder(): string {
  return app.isPackaged ? machineFolder(process.platform, process.env) : app.getPath('userData');
}

/** `caredesk --provision <file>` and its like: no window, an exit code, and words on the console. */
async function administer(command: Exclude<AdministratorCommand, { kind: 'none' }>): Promise<void> {
  const { openCommandDependencies } = await import('./administration/open-stores.ts');
  const { runAdministratorCommand } = await import('./administration/run-command.ts');
  const { exitCode, words } = await runAdministratorCommand(
    command,
    openCommandDependencies(decisionsFolder()),
  );
  (exitCode === 0 ? process.stdout : process.stderr).write(`${words}\n`);
  app.exit(exitCode);
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
    { watchRequests },
    { createProxyPrompt },
    { rememberProxySignIn },
    { allowIntegratedSignIn },
    { proxyStateSchema },
    { readPolicy },
    { readFile },
  ] = await Promise.all([
    import('./rooms.ts'),
    import('./network/electron-fetch.ts'),
    import('./network/certificate-issuer.ts'),
    import('./network/watched-requests.ts'),
    import('./network/proxy-prompt.ts'),
    import('./network/proxy-sign-in.ts'),
    import('./network/proxy-policy.ts'),
    import('./contract/proxy.ts'),
    import('./policy/policy-file.ts'),
    import('node:fs/promises'),
  ]);
  // In memory: no cookie and no answer of a provider or an API is ever written to disk.
  const network = sessions.fromPartition('network', { cache: false });
  network.setSpellCheckerLanguages([]);
  const proxyPrompt = createProxyPrompt((state) =>
    window?.send(proxyChangedChannel, proxyStateSchema.parse(state)),
  );
  const proxySignIn = rememberProxySignIn(proxyPrompt.ask);
  const requests = watchRequests(
    createElectronFetch(network, {
      proxySignIn,
      untrustedIssuer: watchUntrustedIssuers(network).issuerFor,
    }),
  );

  /** The next person signs in at the proxy as themselves. */
  async function forgetProxySignIn(): Promise<void> {
    proxySignIn.forget();
    proxyPrompt.withdraw();
    await network.clearAuthCache();
    // Tokens are being revoked, already past the proxy: cutting that off would leave them valid.
    await requests.settled(2_000);
    await network.closeAllConnections();
  }

  return openRooms({
    version: app.getVersion(),
    fetch: requests.fetch,
    proxyPrompt,
    async readPolicy() {
      const policy = await readPolicy({
        file: process.env['CAREDESK_POLICY'],
        isPackaged: app.isPackaged,
        readFile: (path) => readFile(path, 'utf8'),
      });
      allowIntegratedSignIn(network, policy.integratedSignInDomains);
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
      await forgetProxySignIn();
    },
  });
}

async function answer(
  sender: Parameters<typeof isTrustedSender>[0],
  verb: unknown,
  args: readonly unknown[],
): Promise<Answer<unknown>> {
  const owns = (id: number) => window?.owns(id) ?? false;
  if (!isTrustedSender(sender, { isOwnPage, owns })) {
    return { ok: false, failure: { code: 'BRIDGE_SENDER_REFUSED', detail: null } };
  }
  return (await openedRooms()).answerCall(verb, args);
}

async function openLink(address: string): Promise<void> {
  const { allowedExternalHosts } = await (await openedRooms()).policy();
  const link = externalLink(address, allowedExternalHosts);
  if (link !== null) await shell.openExternal(link);
}

/** Nothing of a person stays behind: CareDesk signs out before it quits. */
function leave(event: { preventDefault(): void }): void {
  if (leaving || rooms === null) return;
  leaving = true;
  event.preventDefault();
  const patience = setTimeout(() => app.exit(), 3_000);
  void signOut().finally(() => {
    clearTimeout(patience);
    app.quit();
  });
}

async function signOut(): Promise<void> {
  await (await rooms)?.session.signOut('user');
}
