import { chmod, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ClinicPc, openClinicPc, packageUnderTest } from './clinic-pc.ts';
import { copyPackage } from './copy-package.ts';
import type { InstalledApp } from './installed-app.ts';
import { listeningPorts, processGroup } from './listening-ports.ts';

let pc: ClinicPc;

beforeAll(async () => {
  pc = await openClinicPc();
});

// One that a failed test left behind would send every later one away: there is only one window.
afterEach(() => pc.endCareDesk());

afterAll(() => pc.close());

/** Every port the app listened on, from its start to its end. */
async function portsUntilTheEnd(app: InstalledApp): Promise<readonly number[]> {
  const seen = new Set<number>();
  while (app.isRunning()) {
    for (const port of await listeningPorts(app.pid)) seen.add(port);
    await sleep(10);
  }
  return [...seen];
}

/** A program that leaves a mark when it is run; the mark is what must never be there. */
async function program(folder: string, mark: string): Promise<string> {
  const file = join(folder, `${mark}.cjs`);
  const text = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, mark))}, '');\n`;
  await writeFile(file, text, { mode: 0o644 });
  return file;
}

describe('a switch that opens the installed CareDesk', () => {
  it.each([
    ['remote-debugging-port', '0'],
    ['remote-debugging-address', '0.0.0.0'],
    ['inspect', '0'],
    ['inspect-brk', '0'],
    ['js-flags', '--expose-gc'],
    ['no-sandbox', null],
    ['disable-web-security', null],
    ['ignore-certificate-errors', null],
    ['host-resolver-rules', 'MAP * 127.0.0.1'],
    ['proxy-pac-url', 'http://127.0.0.1/'],
    ['user-data-dir', '/tmp'],
    ['load-extension', '/tmp'],
    ['a-switch-of-tomorrow', null],
  ])('--%s ends it with words before anything opens', async (name, value) => {
    const app = await pc.start({ args: [value === null ? `--${name}` : `--${name}=${value}`] });
    const ports = await portsUntilTheEnd(app);
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.output()).toContain(`CareDesk does not start with --${name}.`);
    expect(app.output()).not.toMatch(/DevTools listening|Debugger listening/);
    expect(ports).toEqual([]);
  });

  it('ends it when it comes from the environment', async () => {
    const app = await pc.start({ variables: { ELECTRON_DISABLE_SANDBOX: '1' } });
    expect(await app.ended).toEqual({ code: 1, signal: null });
    expect(app.output()).toContain('CareDesk does not start with --no-sandbox.');
  });

  it('would be noticed: the ports of a process are seen', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    expect(await listeningPorts(await processGroup(process.pid))).toContain(
      typeof address === 'object' ? address?.port : undefined,
    );
    server.close();
  });
});

describe('a seam of development', () => {
  it('is dead: variables, other programs and keys change nothing', async () => {
    const folder = await pc.makeUserFolder();
    const userData = join(folder, 'user-data');
    await mkdir(userData);
    await chmod(userData, 0o777);
    const policy = join(folder, 'policy.json');
    await writeFile(policy, '{"environment":"sandbox"}', { mode: 0o644 });
    const otherApp = join(folder, 'other-app');
    await mkdir(otherApp);
    const main = await program(folder, 'ran-as-another-app');
    await writeFile(join(otherApp, 'package.json'), JSON.stringify({ main }), { mode: 0o644 });

    const app = await pc.start({
      args: ['--force-renderer-accessibility', otherApp],
      variables: {
        CAREDESK_POLICY: policy,
        CAREDESK_USER_DATA: userData,
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: `--require=${await program(folder, 'ran-by-node-options')}`,
        SSLKEYLOGFILE: join(folder, 'keys-of-tls'),
      },
    });
    const person = await pc.sit(app);
    await person.reads('POLICY_MISSING');
    // The last thing to come: it follows once the updater has looked at the policy.
    await person.reads('Updates are managed by your organisation');
    const before = await person.words();

    await person.press('F12', 'ctrl+shift+i', 'ctrl+shift+j', 'ctrl+r', 'ctrl+u');
    // Reached after the keys before it: by now they have had their effect, had they any.
    await person.goTo('link', 'Skip to main content');
    expect(await person.words()).toBe(before);
    expect(await listeningPorts(app.pid)).toEqual([]);
    expect(app.output()).not.toContain('Debugger listening');

    await app.quit();
    expect((await readdir(folder)).sort()).toEqual(
      [
        'other-app',
        'policy.json',
        'ran-as-another-app.cjs',
        'ran-by-node-options.cjs',
        'user-data',
      ].sort(),
    );
    expect(await readdir(userData)).toEqual([]);
  });

  // Electron says of an executable of this name that it is not packaged.
  it('is dead: so it is in a copy that is called “electron”', async () => {
    const folder = await pc.makeUserFolder();
    const userData = join(folder, 'user-data');
    const policy = join(folder, 'policy.json');
    await writeFile(policy, '{"environment":"sandbox"}', { mode: 0o644 });
    const copy = await copyPackage(packageUnderTest());
    try {
      await rename(join(copy.folder, 'caredesk'), join(copy.folder, 'electron'));
      const renamed = { package: copy.folder, executable: 'electron' };
      const refused = await pc.start({ ...renamed, args: ['--remote-debugging-port=0'] });
      expect(await refused.ended).toEqual({ code: 1, signal: null });
      expect(refused.output()).toContain('CareDesk does not start with --remote-debugging-port.');

      const app = await pc.start({
        ...renamed,
        args: ['--force-renderer-accessibility'],
        variables: { CAREDESK_POLICY: policy, CAREDESK_USER_DATA: userData },
      });
      const person = await pc.sit(app);
      await person.reads('POLICY_MISSING');
      await person.press('F12', 'ctrl+shift+i');
      await person.goTo('link', 'Skip to main content');
      expect(await listeningPorts(app.pid)).toEqual([]);
      await app.quit();
      expect(await readdir(folder)).toEqual(['policy.json']);
    } finally {
      await copy.discard();
    }
  });

  it('is dead: the signal that opens Node’s debugger ends the program', async () => {
    const app = await pc.start();
    await pc.sit(app);
    const ports = portsUntilTheEnd(app);
    process.kill(app.pid, 'SIGUSR1');
    expect(await app.ended).toEqual({ code: null, signal: 'SIGUSR1' });
    expect(await ports).toEqual([]);
    expect(app.output()).not.toContain('Debugger listening');
  });

  it('is dead: a script instead of the app is not run', async () => {
    const folder = await pc.makeUserFolder();
    const app = await pc.start({
      args: ['--force-renderer-accessibility', await program(folder, 'ran-as-node')],
      variables: { ELECTRON_RUN_AS_NODE: '1' },
    });
    const person = await pc.sit(app);
    await person.reads('POLICY_MISSING');
    await app.quit();
    expect(await readdir(folder)).toEqual(['ran-as-node.cjs']);
  });

  it('is dead: a folder beside app.asar is not loaded in its place', async () => {
    const folder = await pc.makeUserFolder();
    const copy = await copyPackage(packageUnderTest());
    try {
      const app = join(copy.folder, 'resources/app');
      await mkdir(app);
      const main = await program(folder, 'ran-from-a-folder');
      await writeFile(join(app, 'package.json'), JSON.stringify({ main }), { mode: 0o644 });
      await copy.remove('resources/app.asar');
      const started = await pc.start({ package: copy.folder });
      await started.ended;
      expect(await readdir(folder)).toEqual(['ran-from-a-folder.cjs']);
    } finally {
      await copy.discard();
    }
  });
});
