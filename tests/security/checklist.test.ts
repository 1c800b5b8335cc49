import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resolveElectron } from '../../build/electron-runtime/resolve-electron.ts';
import { fuseFaults, readFuses } from '../../build/packaging/fuses.ts';
import { projectRoot } from '../../build/project-root.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { asLastScript, asScript } from './as-script.ts';
import { everyVerb, inStrangersWindow } from './stranger.ts';

// Electron documentation, “Security”, “Checklist: Security recommendations”: an item a test.

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
});

// A page of its own for each: Playwright waits for ever for a navigation that was refused.
beforeEach(async () => {
  page = await harness.window();
  await page.getByRole('button', { name: 'Log in with my Care Identity' }).waitFor();
});

afterEach(() => asLastScript(page, "location.href = 'about:blank'"));

afterAll(() => harness.close());

/** The web preferences in force of every window, as Electron holds them. */
async function preferences(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all = await harness.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents): unknown => {
      // Electron has it in every version, but not in its types.
      const ask: unknown = Reflect.get(contents, 'getLastWebPreferences');
      return typeof ask === 'function' ? ask.call(contents) : null;
    }),
  );
  const known = z.array(z.record(z.string(), z.unknown())).parse(all);
  expect(known).toHaveLength(1);
  return known;
}

async function policySources(): Promise<Readonly<Record<string, string>>> {
  const header = await page.evaluate(async () =>
    (await fetch('/')).headers.get('content-security-policy'),
  );
  const directives = (header ?? '').split(';').map((directive) => directive.trim());
  return Object.fromEntries(
    directives.map((directive): [string, string] => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

/** Switches of Chromium that the running app was started with or has given itself. */
function hasSwitch(name: string): Promise<boolean> {
  return harness.app.evaluate(({ app }, asked) => app.commandLine.hasSwitch(asked), name);
}

describe('Electron’s security checklist', () => {
  it('1: only secure content is loaded', async () => {
    const loaded = await page.evaluate(() =>
      [...document.querySelectorAll('[src], link[href]')].map((element) => {
        const address = element.getAttribute('src') ?? element.getAttribute('href') ?? '';
        return new URL(address, document.baseURI).protocol;
      }),
    );
    expect(loaded.length).toBeGreaterThan(1);
    expect(new Set(loaded)).toEqual(new Set(['app:']));
    expect(await page.evaluate(() => isSecureContext)).toBe(true);
    expect(JSON.stringify(await policySources())).not.toMatch(/https?:|wss?:/);
  });

  it('2: the page has no Node.js', async () => {
    for (const set of await preferences()) {
      expect(set['nodeIntegration'] ?? false).toBe(false);
      expect(set['nodeIntegrationInWorker'] ?? false).toBe(false);
      expect(set['nodeIntegrationInSubFrames'] ?? false).toBe(false);
    }
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'electron'].filter((name) =>
        Reflect.has(window, name),
      ),
    );
    expect(found).toEqual([]);
  });

  it('3: the page’s JavaScript is isolated from the preload’s', async () => {
    for (const set of await preferences()) expect(set['contextIsolation']).toBe(true);
    // Were they one, the page's own Promise would be what a verb gives to the preload.
    const reached = await page.evaluate(async () => {
      const names: string[] = [];
      const { call } = Function.prototype;
      Function.prototype.call = function (this: unknown, ...args: unknown[]): unknown {
        names.push(String(this));
        return Reflect.apply(call, this, args);
      };
      const rooms: unknown = Reflect.get(window, 'caredesk');
      const app: unknown = Reflect.get(Object(rooms), 'app');
      const about: unknown = Reflect.get(Object(app), 'about');
      if (typeof about === 'function') await about();
      Function.prototype.call = call;
      return names.filter((name) => name.includes('ipcRenderer'));
    });
    expect(reached).toEqual([]);
  });

  it('4: the page’s process is sandboxed', async () => {
    for (const set of await preferences()) expect(set['sandbox']).toBe(true);
  });

  it('5: every permission is denied', async () => {
    const states = await page.evaluate(async () => {
      const names = [
        ...['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'push'],
        ...['clipboard-read', 'clipboard-write', 'persistent-storage', 'idle-detection'],
        ...['screen-wake-lock', 'window-management', 'local-fonts', 'storage-access'],
      ];
      const found: Record<string, string> = {};
      for (const name of names) {
        await navigator.permissions
          .query({ name: name as PermissionName })
          .then(({ state }) => {
            found[name] = state;
          })
          // Not a permission of this version.
          .catch(() => undefined);
      }
      return found;
    });
    expect(Object.keys(states).length).toBeGreaterThan(8);
    expect(new Set(Object.values(states))).toEqual(new Set(['denied']));
  });

  it('5: what needs a permission or a device does not work, even after a click', async () => {
    await page.getByRole('heading', { level: 1 }).click();
    const outcome = await page.evaluate(async () => {
      const ask = (name: string, ...args: unknown[]): Promise<unknown> => {
        const path = name.split('.');
        const verb = path.pop() ?? '';
        const owner = path.reduce<unknown>((of, key) => Reflect.get(Object(of), key), window);
        const call: unknown = Reflect.get(Object(owner), verb);
        return typeof call === 'function'
          ? Promise.resolve(call.apply(owner, args))
          : Promise.reject();
      };
      const attempts: Record<string, () => Promise<unknown>> = {
        camera: () => ask('navigator.mediaDevices.getUserMedia', { video: true }),
        microphone: () => ask('navigator.mediaDevices.getUserMedia', { audio: true }),
        screen: () => ask('navigator.mediaDevices.getDisplayMedia', { video: true }),
        location: () =>
          new Promise((resolve, reject) =>
            navigator.geolocation.getCurrentPosition(resolve, reject),
          ),
        notification: async () => {
          if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied');
        },
        midi: () => ask('navigator.requestMIDIAccess', { sysex: true }),
        usb: () => ask('navigator.usb.requestDevice', { filters: [] }),
        hid: () => ask('navigator.hid.requestDevice', { filters: [] }),
        serial: () => ask('navigator.serial.requestPort'),
        bluetooth: () => ask('navigator.bluetooth.requestDevice', { acceptAllDevices: true }),
        'wake lock': () => ask('navigator.wakeLock.request', 'screen'),
        'pointer lock': () => ask('document.body.requestPointerLock'),
        'keyboard lock': () => ask('navigator.keyboard.lock'),
        'handler of addresses': async () =>
          navigator.registerProtocolHandler('web+record', 'app://caredesk/?%s'),
        'service worker': () => navigator.serviceWorker.register('/assets/none.js'),
        passkey: () =>
          navigator.credentials.get({
            publicKey: { challenge: new Uint8Array(16), rpId: 'caredesk' },
          }),
        'kept storage': async () => {
          if (!(await navigator.storage.persist())) throw new Error('denied');
        },
      };
      const granted: string[] = [];
      for (const [name, attempt] of Object.entries(attempts)) {
        const stillWaiting = new Promise((_, reject) => setTimeout(reject, 1_000));
        await Promise.race([attempt(), stillWaiting]).then(
          (given) => {
            const isNothing = given === null || (Array.isArray(given) && given.length === 0);
            if (!isNothing) granted.push(name);
          },
          () => undefined,
        );
      }
      // Chromium leaves a refused request unanswered.
      document.documentElement.requestFullscreen().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (document.fullscreenElement !== null) granted.push('full screen');
      return granted;
    });
    expect(outcome).toEqual([]);
  });

  it('6: web security is on', async () => {
    for (const set of await preferences()) expect(set['webSecurity'] ?? true).toBe(true);
    expect(await hasSwitch('disable-web-security')).toBe(false);
    expect(await hasSwitch('disable-site-isolation-trials')).toBe(false);
  });

  it('7: a content security policy lets nothing in but CareDesk’s own', async () => {
    const sources = await policySources();
    expect(sources['default-src']).toBe("'none'");
    for (const [name, value] of Object.entries(sources)) {
      if (name === 'require-trusted-types-for') continue;
      expect([name, value]).toEqual([name, expect.stringMatching(/^'(none|self)'$/)]);
    }
    const ran = await asScript(
      page,
      `new Promise((resolve) => setTimeout(() => {
        const ran = [];
        for (const run of [() => eval('1'), () => Function('1')(), () => setTimeout('1')]) {
          try { run(); ran.push(String(run)); } catch { /* refused */ }
        }
        const inline = document.createElement('script');
        try { inline.text = 'window.ranInline = true'; } catch { /* refused */ }
        document.head.append(inline);
        resolve(ran.concat(window.ranInline ? ['inline'] : []));
      }, 0))`,
    );
    expect(ran).toEqual([]);
  });

  it('8 and 9: no insecure content, no experimental features', async () => {
    for (const set of await preferences()) {
      expect(set['allowRunningInsecureContent'] ?? false).toBe(false);
      expect(set['experimentalFeatures'] ?? false).toBe(false);
    }
    expect(await hasSwitch('allow-running-insecure-content')).toBe(false);
    expect(await hasSwitch('enable-experimental-web-platform-features')).toBe(false);
  });

  it('10: no Blink feature is switched on', async () => {
    for (const set of await preferences()) expect(set['enableBlinkFeatures'] ?? '').toBe('');
    expect(await hasSwitch('enable-blink-features')).toBe(false);
  });

  it('11 and 12: there is no webview, and none would be attached', async () => {
    for (const set of await preferences()) expect(set['webviewTag'] ?? false).toBe(false);
    const prevented = await harness.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        let isPrevented = false;
        const event = {
          preventDefault() {
            isPrevented = true;
          },
        };
        contents.emit('will-attach-webview', event, {}, {});
        return isPrevented;
      }),
    );
    expect(prevented).toEqual([true]);
  });

  it.each([
    'https://digital.nhs.uk/',
    'http://127.0.0.1/',
    'https://caredesk/',
    'app://caredesk.attacker.example/',
    'app://elsewhere/',
    'app://caredesk/assets/none.html',
    'file:///etc/passwd',
    'chrome://gpu/',
    'view-source:app://caredesk/',
  ])('13: the window does not go to %s', async (address) => {
    await asScript(page, `location.href = ${JSON.stringify(address)}; undefined`);
    await sleep(100);
    expect(page.url()).toBe('app://caredesk/');
  });

  it('14: a page opens no window', async () => {
    const outcome = await page.evaluate(() => [
      window.open('about:blank'),
      window.open('app://caredesk/'),
      window.open('', '_blank', 'popup,width=100,height=100'),
      window.open('https://digital.nhs.uk/', '', 'noopener'),
    ]);
    expect(outcome).toEqual([null, null, null, null]);
    expect(
      await harness.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
    ).toBe(1);
  });

  it.each([
    'http://digital.nhs.uk/services/care-identity-service',
    'https://digital.nhs.uk.attacker.example/',
    'https://digital.nhs.uk/elsewhere',
    'file:///etc/passwd',
    'smb://digital.nhs.uk/share',
    'ms-msdt:/id',
    'mailto:somebody@digital.nhs.uk',
  ])('15: %s is not handed to the system', async (address) => {
    const before = await harness.browser.openedCount();
    await page.getByRole('heading', { level: 1 }).click();
    await asScript(page, `window.open(${JSON.stringify(address)})`);
    await sleep(200);
    expect(await harness.browser.openedCount()).toBe(before);
  });

  it('16: the Electron that package.json names still gets security fixes', async () => {
    const text = await readFile(join(projectRoot, 'package.json'), 'utf8');
    const { devDependencies } = z
      .object({ devDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(text));
    const major = Number(devDependencies['electron']?.split('.')[0]);
    // Electron documentation, “Electron Timelines”: a new major every eight weeks, and the newest
    // three are supported. Counted from 33.0.0; the pauses at year's end are in our favour.
    const newestAtEnd = major + 3;
    const eightWeeks = 8 * 7 * 24 * 60 * 60 * 1000;
    const end = Date.parse('2024-10-15') + (newestAtEnd - 33) * eightWeeks;
    expect(end, `Electron ${major} has come to its end: update it`).toBeGreaterThan(Date.now());
  });

  it('17: main listens to no other window', async () => {
    const answers = Object(await inStrangersWindow(harness.app, everyVerb)) as object;
    expect(new Set(Object.values(answers).map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"ok":false,"failure":{"code":"BRIDGE_SENDER_REFUSED","detail":null}}']),
    );
  });

  it.each([
    '/..%2fmain%2fmain.js',
    '/..%5cmain%5cmain.js',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '//etc/passwd',
    '/%00',
    '/package.json',
    'app://elsewhere/index.html',
    'file:///etc/passwd',
  ])('18: the app’s own protocol gives nothing for %s', async (address) => {
    const status = await asScript(
      page,
      `fetch(${JSON.stringify(address)}).then((r) => r.status, () => 'refused')`,
    );
    expect(['refused', 403, 404]).toContain(status);
  });

  it('18: the app’s own protocol is read from, and no more', async () => {
    const statuses = await page.evaluate(async () =>
      Promise.all(
        ['POST', 'PUT', 'DELETE', 'PATCH'].map(
          async (method) => (await fetch('/', { method })).status,
        ),
      ),
    );
    expect(statuses).toEqual([405, 405, 405, 405]);
  });

  it('19: an Electron whose fuses nobody has set is found out', async () => {
    // The fuses of what is shipped are read back where it is packed and tested (tests/packaged).
    const { executable } = await resolveElectron();
    const faults = fuseFaults(await readFuses(executable), 1).join('\n');
    for (const fuse of ['runAsNode', 'nodeOptions', 'nodeCliInspect', 'onlyLoadAppFromAsar']) {
      expect(faults).toContain(fuse);
    }
  });

  it('20: the page gets named verbs, and nothing of Electron', async () => {
    const seen = await page.evaluate(() => {
      const rooms: unknown = Reflect.get(window, 'caredesk');
      return Object.entries(Object(rooms) as Record<string, object>).flatMap(([room, verbs]) =>
        Object.entries(verbs).map(([name, verb]) => `${room}.${name}: ${typeof verb}`),
      );
    });
    expect(seen.filter((line) => !line.endsWith(': function'))).toEqual([]);
    expect(seen.map((line) => line.split(':')[0]).sort()).toEqual(
      [
        ...[
          'app.about',
          'session.copyPolicyReport',
          'session.current',
          'session.onChange',
          'session.signOut',
          'session.lock',
          'session.unlock',
          'session.activity',
        ],
        ...['signIn.start', 'signIn.resume', 'signIn.copyLink', 'signIn.cancel'],
        ...['role.choose', 'role.change', 'role.keep'],
        ...['proxy.current', 'proxy.onChange', 'proxy.answer', 'proxy.cancel'],
        ...['updates.current', 'updates.onChange', 'updates.check', 'updates.download'],
        ...['updates.chooseTime', 'updates.whatsNewRead'],
        ...['work.report', 'work.keep', 'work.kept', 'work.keepChoice', 'work.keptChoice'],
      ].sort(),
    );
  });

  it('20: a listener of the page gets the state alone', async () => {
    const heard = await asScript(
      page,
      `new Promise((resolve) => {
        window.caredesk.session.onChange((...args) => resolve(args.map((arg) => Object.keys(arg).includes('sender'))));
        window.caredesk.signIn.start();
        setTimeout(() => resolve('nothing'), 3000);
      })`,
    );
    expect(heard).toEqual([false]);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });
});
