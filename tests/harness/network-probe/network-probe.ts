import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProxyConfig } from 'electron';
import { _electron } from 'playwright';
import { build } from 'vite';
import { z } from 'zod';
import { resolveElectron } from '../../../build/electron-runtime/resolve-electron.ts';
import { sandboxArguments } from '../../../build/electron-runtime/sandbox-arguments.ts';
import type { ProxyCredentials } from '../../../electron/network/proxy-sign-in.ts';
import { waitUntil } from '../wait-until.ts';
import type { ProbeAnswer, ProbeQuestion } from './probe-inside.ts';

/** CareDesk's fetch in a real Electron, without CareDesk around it. */
export interface NetworkProbe {
  /**
   * Fetches, and tells what the person was asked meanwhile.
   * @param typed what they type at proxies, in turn; they cancel when nothing is left
   */
  fetch(
    url: string,
    typed?: readonly ProxyCredentials[],
    init?: { readonly method: string; readonly body: string },
  ): Promise<{ readonly answer: ProbeAnswer; readonly asked: readonly ProbeQuestion[] }>;
  setProxy(config: ProxyConfig): Promise<void>;
  allowIntegratedSignIn(domains: readonly string[]): Promise<void>;
  /** Names of the events in Chromium's network log while `action` ran. */
  eventsDuring(action: () => Promise<unknown>): Promise<ReadonlySet<string>>;
  /** Cookies kept of any server. */
  cookieCount(): Promise<number>;
  close(): Promise<void>;
}

const netLogSchema = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.number()) }),
  events: z.array(z.object({ type: z.number() })),
});

/** @param switches Chromium's switches, as `--name=value` */
export async function startNetworkProbe(switches: readonly string[] = []): Promise<NetworkProbe> {
  const folder = await mkdtemp(join(tmpdir(), 'probe-'));
  await bundle(folder);
  const sandbox = await sandboxArguments();
  const app = await _electron.launch({
    executablePath: process.env['CAREDESK_ELECTRON'] ?? (await resolveElectron()).executable,
    args: [...sandbox, ...switches, folder],
    chromiumSandbox: sandbox.length === 0,
    timeout: 30_000,
  });
  await waitUntil('the probe', () =>
    app.evaluate(() => ('networkProbe' in globalThis ? true : null)),
  );
  const netLog = join(folder, 'net-log.json');
  return {
    fetch: (url, typed = [], init) =>
      app.evaluate(
        async (_, given) => {
          networkProbe.typed.push(...given.typed);
          const answer = await networkProbe.fetch(given.url, given.init);
          networkProbe.typed.splice(0);
          return { answer, asked: networkProbe.asked.splice(0) };
        },
        { url, typed, init },
      ),
    setProxy: (config) =>
      app.evaluate(async (_, given) => {
        const { network } = networkProbe;
        await network.setProxy(given);
        await network.closeAllConnections();
        // A PAC file that is being fetched has just been cut off.
        await network.forceReloadProxyConfig();
      }, config),
    allowIntegratedSignIn: (domains) =>
      app.evaluate((_, given) => networkProbe.allowIntegratedSignIn(given), domains),
    async eventsDuring(action) {
      await app.evaluate((_, path) => networkProbe.network.netLog.startLogging(path), netLog);
      await action();
      await app.evaluate(() => networkProbe.network.netLog.stopLogging());
      const { constants, events } = netLogSchema.parse(JSON.parse(await readFile(netLog, 'utf8')));
      const seen = new Set(events.map(({ type }) => type));
      const names = Object.entries(constants.logEventTypes).filter(([, type]) => seen.has(type));
      return new Set(names.map(([name]) => name));
    },
    cookieCount: () =>
      app.evaluate(async () => (await networkProbe.network.cookies.get({})).length),
    async close() {
      await app.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Puts the probe, with CareDesk's own code in it, into a folder Electron can start. */
async function bundle(folder: string): Promise<void> {
  await build({
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'main.ts'),
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: ['electron'],
        output: { format: 'es', entryFileNames: 'main.mjs', codeSplitting: false },
      },
    },
  });
  const manifest = { name: 'network-probe', version: '0.0.0', main: 'main.mjs' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}
