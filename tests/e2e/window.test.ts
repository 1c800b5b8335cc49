import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';

/** A server that lets every page of the world in, so that only CareDesk itself can keep ours out. */
async function startOpenServer() {
  let visits = 0;
  const server = createServer((_request, response) => {
    visits += 1;
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('reached');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}/`,
    visits: () => visits,
    close: () => server.close(),
  };
}

let harness: Harness;
let open: Awaited<ReturnType<typeof startOpenServer>>;

beforeAll(async () => {
  [harness, open] = await Promise.all([startHarness(), startOpenServer()]);
});

afterAll(async () => {
  open.close();
  await harness.close();
});

describe('the window', () => {
  it('is sandboxed and isolated, and the page sees nothing but the contract', async () => {
    const page = await harness.window();
    const preferences = await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => {
        // Electron has it in every version, but not in its types.
        const ask: unknown = Reflect.get(window.webContents, 'getLastWebPreferences');
        const all: unknown = typeof ask === 'function' ? ask.call(window.webContents) : {};
        const names = [
          'sandbox',
          'contextIsolation',
          'nodeIntegration',
          'webviewTag',
          'webSecurity',
        ];
        return Object.fromEntries(
          names.map((name): [string, unknown] => [name, Reflect.get(Object(all), name)]),
        );
      }),
    );
    expect(preferences).toEqual([
      {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        webSecurity: true,
      },
    ]);
    const seen = await page.evaluate(() => ({
      rooms: Object.keys(Object(Reflect.get(window, 'caredesk'))).sort(),
      require: typeof Reflect.get(window, 'require'),
      process: typeof Reflect.get(window, 'process'),
    }));
    expect(seen).toEqual({
      rooms: ['app', 'proxy', 'role', 'session', 'signIn', 'updates', 'work'],
      require: 'undefined',
      process: 'undefined',
    });
  });

  it('runs no inline script, no eval, and reaches no other origin', async () => {
    const page = await harness.window();
    const outcome = await page.evaluate(
      (outside) =>
        new Promise<Record<string, string>>((resolve) => {
          // In a timer: what DevTools evaluates is exempt from the policy.
          setTimeout(async () => {
            const results: Record<string, string> = {};
            try {
              results['eval'] = String(Reflect.construct(Function, ['return "ran"'])());
            } catch (error) {
              results['eval'] = error instanceof Error ? error.name : 'thrown';
            }
            try {
              document.body.insertAdjacentHTML('beforeend', '<b id="injected">x</b>');
            } catch {
              // Refused by Trusted Types.
            }
            results['html'] = document.getElementById('injected') === null ? 'refused' : 'ran';
            results['fetch'] = await fetch(outside).then(
              () => 'reached',
              () => 'refused',
            );
            results['file'] = await fetch('file:///etc/hostname').then(
              () => 'reached',
              () => 'refused',
            );
            resolve(results);
          }, 0);
        }),
      open.address,
    );
    expect(open.visits()).toBe(0);
    expect(outcome).toEqual({
      eval: 'EvalError',
      html: 'refused',
      fetch: 'refused',
      file: 'refused',
    });
  });

  it('hands links of allowed hosts to the system browser', async () => {
    const page = await harness.window();
    await page.getByRole('link', { name: /Get help with Care Identity/ }).click();
    expect(await harness.browser.opened()).toBe(
      'https://digital.nhs.uk/services/care-identity-service',
    );
  });

  it('does not navigate, open windows or attach webviews, and gets no permission', async () => {
    const page = await harness.window();
    const opened = await harness.browser.openedCount();
    const outcome = await page.evaluate(async (elsewhere) => {
      const popup = window.open(elsewhere);
      location.href = elsewhere;
      const webview = document.createElement('webview');
      webview.setAttribute('src', elsewhere);
      document.body.append(webview);
      const permission = await navigator.permissions.query({ name: 'geolocation' });
      const notification = await Notification.requestPermission();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return {
        popup: popup === null,
        webview: Reflect.get(webview, 'loadURL') === undefined,
        geolocation: permission.state,
        notification,
      };
    }, open.address);
    expect(outcome).toEqual({
      popup: true,
      webview: true,
      geolocation: 'denied',
      notification: 'denied',
    });
    const addresses = await harness.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => contents.getURL()),
    );
    expect(addresses).toEqual(['app://caredesk/']);
    expect(await harness.browser.openedCount()).toBe(opened);
    expect(open.visits()).toBe(0);
  });

  it('is the only one main listens to: another window with the same preload is refused', async () => {
    const answer = await harness.app.evaluate(async ({ BrowserWindow, app }) => {
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { preload: `${app.getAppPath()}/out/preload/preload.cjs`, sandbox: true },
      });
      await stranger.loadURL('app://caredesk/');
      const said: unknown = await stranger.webContents.executeJavaScript(
        'caredesk.session.signOut()',
      );
      stranger.destroy();
      return said;
    });
    expect(answer).toEqual({
      ok: false,
      failure: { code: 'BRIDGE_SENDER_REFUSED', detail: null },
    });
  });

  it('stays the only one when CareDesk is started again', async () => {
    const second = spawn(
      harness.app.process().spawnfile,
      harness.app.process().spawnargs.slice(1),
      {
        env: { ...process.env, CAREDESK_USER_DATA: harness.userData },
        stdio: 'ignore',
      },
    );
    const [exitCode] = await once(second, 'exit');
    expect(exitCode).toBe(0);
    expect(harness.app.windows().filter((window) => !window.isClosed())).toHaveLength(1);
  });

  // Last in this file: Playwright does not find a page again that has crashed.
  it('comes back when its page has crashed', async () => {
    const heading = await harness.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const loaded = new Promise<void>((resolve) => {
        contents?.once('did-finish-load', () => resolve());
      });
      contents?.forcefullyCrashRenderer();
      await loaded;
      for (let i = 0; i < 100; i++) {
        const text: unknown = await contents?.executeJavaScript(
          'document.querySelector("h1")?.textContent ?? ""',
        );
        if (text !== '') return text;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return null;
    });
    expect(heading).toBe('Log in to CareDesk');
  });
});
