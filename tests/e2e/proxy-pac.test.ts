import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProxyConfig } from 'electron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { type NetworkProbe, startNetworkProbe } from '../harness/network-probe/network-probe.ts';
import { type PathServer, startPathServer } from '../integration/network/fetch-over-node.ts';
import { type ProxyServer, startProxyServer } from '../integration/network/proxy-server.ts';
import { button, expectFailure } from './screen.ts';

const records = 'records.caredesk.test';
/** Nothing listens on port 1 of 127.0.0.1. */
const dead = '127.0.0.1:1';

interface PacServer {
  readonly url: string;
  readonly served: number;
  close(): void;
}

/**
 * Serves a PAC file that names `proxies` for every address.
 * @param direct but for those that fit this condition, in the words of PAC
 */
async function servePac(proxies: string, direct = 'false'): Promise<PacServer> {
  const script = `function FindProxyForURL(url, host) {
    if (${direct}) return 'DIRECT';
    return '${proxies}';
  }`;
  let served = 0;
  const server: Server = createServer((_, answer) => {
    served += 1;
    answer.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' }).end(script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/proxy.pac`,
    get served() {
      return served;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('a PC whose proxies are named by a PAC file', () => {
  const seen: string[] = [];
  let server: PathServer;
  let proxy: ProxyServer;
  let pac: PacServer;
  let probe: NetworkProbe;

  beforeAll(async () => {
    server = await startPathServer();
    const { port } = new URL(server.on('/direct', (_, answer) => answer.end('direct')));
    server.on('/proxied', (_, answer) => answer.end('through the proxy'));
    proxy = await startProxyServer({
      hosts: { [records]: Number(port) },
      judge({ method, url }) {
        seen.push(`${method} ${url}`);
        return { kind: 'through' };
      },
    });
    pac = await servePac(
      `PROXY ${dead}; PROXY 127.0.0.1:${proxy.port}`,
      "isPlainHostName(host) || isInNet(host, '127.0.0.0', '255.0.0.0')",
    );
    probe = await startNetworkProbe([`--proxy-pac-url=${pac.url}`]);
  });

  afterAll(async () => {
    await probe?.close();
    pac?.close();
    await proxy?.close();
    server?.close();
  });

  it('goes on to the next proxy of the list when the first is dead', async () => {
    const { answer } = await probe.fetch(`http://${records}/proxied`);
    expect(answer).toEqual({ kind: 'answer', status: 200, body: 'through the proxy' });
    expect(seen).toEqual([`GET http://${records}/proxied`]);
    expect(pac.served).toBeGreaterThan(0);
  });

  it('tunnels what is encrypted', async () => {
    await probe.fetch(`https://${records}/`);
    expect(seen).toContain(`CONNECT ${records}:443`);
  });

  it('never asks a proxy for what is on this PC, whatever the file says', async () => {
    const everything = await servePac(`PROXY 127.0.0.1:${proxy.port}`);
    await probe.setProxy({ mode: 'pac_script', pacScript: everything.url });
    const before = seen.length;
    const direct = server.on('/direct', (_, answer) => answer.end('direct'));
    for (const url of [direct, direct.replace('127.0.0.1', 'localhost')]) {
      const { answer } = await probe.fetch(url);
      expect(answer).toEqual({ kind: 'answer', status: 200, body: 'direct' });
    }
    expect(seen.length).toBe(before);
    const { answer } = await probe.fetch(`http://${records}/proxied`);
    expect(answer).toMatchObject({ status: 200 });
    expect(seen.length).toBe(before + 1);
    everything.close();
  });
});

describe('a sign-in behind a PAC file that does not help', () => {
  let pac: PacServer;
  let harness: Harness;

  async function changeProxy(config: ProxyConfig): Promise<void> {
    await harness.app.evaluate(async ({ session }, given) => {
      const network = session.fromPartition('network');
      await network.closeAllConnections();
      await network.setProxy(given);
    }, config);
  }

  beforeAll(async () => {
    pac = await servePac(`PROXY ${dead}`);
    harness = await startHarness({
      policy: { issuer: `https://${records}/oidc` },
      switches: [`--proxy-pac-url=http://${dead}/proxy.pac`],
    });
  });

  afterAll(async () => {
    await harness?.close();
    pac?.close();
  });

  it('says that no proxy was used when the file of the system is not found', async () => {
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await expectFailure(page, 'NETWORK_NAME_NOT_FOUND');
    await page.getByText(`Detail: ${records}, without a proxy`).waitFor();
  });

  it('names the proxy that does not answer', async () => {
    await changeProxy({ mode: 'pac_script', pacScript: pac.url });
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await expectFailure(page, 'NETWORK_PROXY_UNREACHABLE');
    await page.getByText(`Detail: ${dead}`).waitFor();
  });

  it('stops where the file is mandatory and not found', async () => {
    await changeProxy({ mode: 'pac_script', pacScript: `http://${dead}/proxy.pac` });
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await page.getByText(`Detail: ${dead}`).waitFor({ state: 'detached' });
    await expectFailure(page, 'NETWORK_PROXY_UNREACHABLE');
  });
});
