import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../electron/ground/clock.ts';
import type { HoldFile } from '../../../electron/updates/file-hold.ts';
import type { UpdateEngine } from '../../../electron/updates/update-engine.ts';
import { addPackage } from '../../feed/signed-feed.ts';
import {
  type EngineChoice,
  impatientClock,
  never,
  openUpdateHarness,
  signedBy,
  type UpdateHarness,
} from './update-harness.ts';

const isRoot = process.getuid?.() === 0;
const stranger = 65534;
const setupName = 'caredesk-setup-1.2.0-x64.exe';
const appImageName = 'caredesk-1.2.0-x64.AppImage';

let harness: UpdateHarness;
let victim: string;
let attackers: ChildProcess[];

beforeEach(async () => {
  harness = await openUpdateHarness();
  victim = join(harness.root, 'victim');
  await writeFile(victim, 'untouched');
  attackers = [];
});

afterEach(async () => {
  for (const attacker of attackers) {
    const ended = once(attacker, 'exit');
    attacker.kill('SIGKILL');
    await ended;
  }
  Reflect.deleteProperty(process, 'resourcesPath');
  await harness.close();
});

/** Version 1.2.0 is a script in place of the program that a package is. */
async function offerScript(
  name: string,
  does: string,
  choice: EngineChoice = {},
): Promise<UpdateEngine> {
  const file = await addPackage(harness.folder, name, Buffer.from(`#!/bin/sh\n${does}\nexit 0\n`));
  const kind = name.endsWith('.exe') ? 'nsis' : 'appimage';
  const platform = kind === 'nsis' ? 'win32' : 'linux-x64';
  await harness.publish({ platform, version: '1.2.0', files: [file] });
  const engine = harness.open({ kind, clock: systemClock, ...choice });
  expect(await engine.isOffered(await engine.fetchFeed(null, never))).toBe(true);
  return engine;
}

/** A stand-in for elevate.exe: runs what it is given, after it has been waited for as Windows asks. */
async function writeElevate(lines: string): Promise<void> {
  await writeFile(join(harness.root, 'elevate.exe'), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  Reflect.set(process, 'resourcesPath', harness.root);
}

/** Another account, which repeats lines of JavaScript in the harness's folder until the test ends. */
async function attack(lines: string): Promise<void> {
  const script = `
    const fs = require('node:fs');
    const attempt = (task) => { try { return task(); } catch { return null; } };
    process.stdout.write('ready');
    for (;;) { ${lines} }`;
  const attacker = spawn(process.execPath, ['--eval', script], {
    uid: stranger,
    gid: stranger,
    cwd: harness.root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  attackers.push(attacker);
  await once(attacker.stdout, 'data');
}

async function eventually(file: string): Promise<string> {
  return vi.waitFor(async () => {
    const text = await readFile(file, 'utf8');
    expect(text).not.toBe('');
    return text;
  }, 10_000);
}

const fetched = (name: string) => join(harness.cache, 'pending', name);

describe('a setup program for everybody', () => {
  test('that is exchanged after the last check is not started', async () => {
    const told = join(harness.root, 'told');
    await writeElevate(`echo asked > ${told}`);
    const engine = await offerScript(setupName, 'true', { needsElevation: true });
    await engine.download(() => undefined, never);
    await engine.verify();
    await writeFile(fetched(setupName), '#!/bin/sh\necho planted');
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_HASH_WRONG' });
    await expect(readFile(told)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that is exchanged while an administrator is asked is not what runs', async () => {
    const told = join(harness.root, 'told');
    // The question takes a while, and in that time the package of the known name is exchanged.
    await writeElevate(
      `echo '#!/bin/sh\necho planted > ${told}' > ${fetched(setupName)}\nexec "$1"`,
    );
    const engine = await offerScript(setupName, `echo genuine > ${told}`, { needsElevation: true });
    await engine.download(() => undefined, never);
    await engine.verify();
    await engine.install();
    expect(await eventually(told)).toBe('genuine\n');
  });

  test('is held before it is checked, and until it has been started', async () => {
    const events: string[] = [];
    const told = join(harness.root, 'told');
    await writeElevate(`cat "$1" > ${told}`);
    const seen: string[] = [];
    const hold: HoldFile = async (file) => {
      events.push('held');
      seen.push(file);
      return { isHeld: () => true, release: () => void events.push('released') };
    };
    const judge = signedBy('CN=A Supplier Ltd');
    const engine = await offerScript(setupName, 'true', {
      needsElevation: true,
      hold,
      run: async (file, args, options) => {
        events.push(`checked ${options.env['CAREDESK_PACKAGE'] ?? ''}`);
        return judge(file, args, options);
      },
    });
    await engine.download(() => undefined, never);
    events.length = 0;
    await engine.install();
    const [setup = ''] = seen;
    expect(events).toEqual([
      'held',
      `checked ${setup}`,
      `checked ${join(harness.root, 'elevate.exe')}`,
      'released',
    ]);
    expect(await readFile(told, 'utf8')).toBe('#!/bin/sh\ntrue\nexit 0\n');
  });

  test('whose copy is exchanged before it is held is not started, and let go', async () => {
    const told = join(harness.root, 'told');
    await writeElevate(`echo asked > ${told}`);
    const released: string[] = [];
    const engine = await offerScript(setupName, 'true', {
      needsElevation: true,
      async hold(file) {
        await rm(file);
        await writeFile(file, '#!/bin/sh\nbad!\nexit 0\n', { mode: 0o755 });
        return { isHeld: () => true, release: () => void released.push(file) };
      },
    });
    await engine.download(() => undefined, never);
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_HASH_WRONG' });
    expect(released).toHaveLength(1);
    await expect(readFile(told)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await readdir(harness.cache)).filter((name) => name.startsWith('install-'))).toEqual(
      [],
    );
  });

  test('whose hold was ended by another program is not started', async () => {
    const told = join(harness.root, 'told');
    await writeElevate(`echo asked > ${told}`);
    const engine = await offerScript(setupName, 'true', {
      needsElevation: true,
      hold: async () => ({ isHeld: () => false, release: () => undefined }),
    });
    await engine.download(() => undefined, never);
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_SIGNATURE_NOT_CHECKED' });
    await expect(readFile(told)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that cannot be held is not started', async () => {
    const told = join(harness.root, 'told');
    await writeElevate(`echo asked > ${told}`);
    const engine = await offerScript(setupName, 'true', {
      needsElevation: true,
      hold: () => Promise.reject(new Error('no PowerShell')),
    });
    await engine.download(() => undefined, never);
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_INSTALL_FAILED' });
    await expect(readFile(told)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is not given to an elevate.exe of another publisher', async () => {
    const told = join(harness.root, 'told');
    await writeElevate(`echo asked > ${told}`);
    const engine = await offerScript(setupName, 'true', {
      needsElevation: true,
      run: (file, args, options) =>
        signedBy(
          options.env['CAREDESK_PACKAGE']?.endsWith('elevate.exe') === true
            ? 'CN=Somebody Else'
            : 'CN=A Supplier Ltd',
        )(file, args, options),
    });
    await engine.download(() => undefined, never);
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_SIGNATURE_WRONG' });
    await expect(readFile(told)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is a copy in a folder for this account alone, removed at the next try', async () => {
    await writeElevate('exit 0');
    const choice = { needsElevation: true, clock: impatientClock };
    const engine = await offerScript(setupName, 'true', choice);
    await engine.download(() => undefined, never);
    const folders: string[] = [];
    for (const _ of [1, 2]) {
      await engine.install();
      const made = (await readdir(harness.cache)).filter((name) => name.startsWith('install-'));
      expect(made).toHaveLength(1);
      folders.push(...made);
      expect((await stat(join(harness.cache, made[0] ?? ''))).mode & 0o777).toBe(0o700);
    }
    expect(new Set(folders).size).toBe(2);
  });
});

describe('an AppImage', () => {
  test('is not written through a link planted beside it, nor through the old fixed name', async () => {
    await symlink(victim, `${harness.running}.new`);
    const engine = await offerScript(appImageName, 'exit 0');
    await engine.download(() => undefined, never);
    await engine.install();
    expect(await readFile(victim, 'utf8')).toBe('untouched');
    expect((await lstat(`${harness.running}.new`)).isSymbolicLink()).toBe(true);
    expect((await lstat(harness.running)).isSymbolicLink()).toBe(false);
    expect(await readFile(harness.running, 'utf8')).toContain('exit 0');
    expect((await readdir(harness.root)).filter((name) => name.startsWith('.caredesk'))).toEqual(
      [],
    );
  });

  test('takes the place of a link, and what that leads to stays as it was', async () => {
    await rm(harness.running);
    await symlink(victim, harness.running);
    const engine = await offerScript(appImageName, 'exit 0');
    await engine.download(() => undefined, never);
    await engine.install();
    expect(await readFile(victim, 'utf8')).toBe('untouched');
    expect((await lstat(harness.running)).isFile()).toBe(true);
  });

  test.runIf(isRoot)(
    'is what was checked, in place and started, while another account exchanges all it can',
    async () => {
      const shared = join(harness.root, 'shared');
      await mkdir(shared);
      // Others may write there, as in a folder that a team shares.
      await chmod(shared, 0o777);
      await chmod(harness.root, 0o755);
      const running = join(shared, 'CareDesk.AppImage');
      await writeFile(running, 'old', { mode: 0o755 });
      const told = join(harness.root, 'told');
      await attack(`
        for (const name of attempt(() => fs.readdirSync('shared')) ?? []) {
          const path = 'shared/' + name;
          if (name.startsWith('aside')) continue;
          attempt(() => fs.renameSync(path, 'shared/aside' + Math.random()));
          attempt(() => name.startsWith('.') ? fs.mkdirSync(path, 0o777) : 0);
          attempt(() => fs.writeFileSync(name.startsWith('.') ? path + '/CareDesk.AppImage' : path,
            '#!/bin/sh\\necho planted >> ${told}\\n', { mode: 0o755 }));
        }`);
      const begun = Date.now();
      let started = 0;
      const lasted = () => Date.now() - begun;
      // Longer where the machine is so busy that the attack has always won so far.
      while ((lasted() < 8_000 && started < 6) || (lasted() < 40_000 && started === 0)) {
        const engine = await offerScript(appImageName, `echo genuine >> ${told}`, {
          running,
        });
        await engine.download(() => undefined, never);
        started += await engine.install().then(
          () => 1,
          () => 0,
        );
      }
      expect(started).toBeGreaterThan(0);
      expect(new Set((await eventually(told)).trim().split('\n'))).toEqual(new Set(['genuine']));
    },
    60_000,
  );
});

describe('what has arrived of a package', () => {
  /** Where a package of this content is collected. */
  function part(sha512: string, extension = 'part'): string {
    const name = Buffer.from(sha512, 'base64').toString('hex').slice(0, 32);
    return join(harness.cache, 'part', `${name}.${extension}`);
  }

  test.each([
    ['a link', () => symlink(victim, part(harness.files.exe.sha512))],
    ['a link to nothing yet', () => symlink(`${victim}-new`, part(harness.files.exe.sha512))],
    ['a second name of a file', () => link(victim, part(harness.files.exe.sha512))],
    ['a pipe', () => once(spawn('mkfifo', [part(harness.files.exe.sha512)]), 'exit')],
    ['a folder', () => mkdir(part(harness.files.exe.sha512))],
    ['a link for the tag', () => symlink(victim, part(harness.files.exe.sha512, 'etag'))],
    [
      'a link in the place of the folder',
      async () => {
        await rm(join(harness.cache, 'part'), { recursive: true });
        await mkdir(join(harness.root, 'theirs'));
        await symlink(join(harness.root, 'theirs'), join(harness.cache, 'part'));
      },
    ],
  ])('is not written through %s', async (_case, plant) => {
    await mkdir(join(harness.cache, 'part'), { recursive: true });
    await plant();
    const engine = await harness.offer();
    await engine.download(() => undefined, never);
    expect(await harness.isFetched('caredesk-setup-1.1.0-x64.exe')).toBe(true);
    expect(await readFile(victim, 'utf8')).toBe('untouched');
    await expect(stat(`${victim}-new`)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(join(harness.root, 'theirs')).catch(() => [])).toEqual([]);
  });

  test.each(['update-info.json', 'temp-caredesk-setup-1.1.0-x64.exe', 'current.blockmap'])(
    'is not written by the library through a link of the name %s',
    async (name) => {
      await harness.keepInstaller();
      await mkdir(join(harness.cache, 'pending'));
      for (const folder of [harness.cache, join(harness.cache, 'pending')]) {
        await symlink(victim, join(folder, name));
      }
      const engine = await harness.offer();
      await engine.download(() => undefined, never);
      expect(await harness.isFetched('caredesk-setup-1.1.0-x64.exe')).toBe(true);
      expect(await readFile(victim, 'utf8')).toBe('untouched');
    },
  );

  test.runIf(isRoot)('is not kept where another account can exchange the folder', async () => {
    const open = join(harness.root, 'cache');
    await mkdir(open);
    await chmod(open, 0o777);
    const engine = await harness.offer();
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_NOT_KEPT',
      detail: expect.stringContaining(open),
    });
  });

  test.runIf(isRoot)('is fetched anew where the folder was another account’s', async () => {
    await mkdir(join(harness.cache, 'pending'), { recursive: true });
    await writeFile(fetched('caredesk-setup-1.1.0-x64.exe'), 'theirs');
    for (const path of [harness.cache, join(harness.cache, 'pending')]) {
      await chown(path, stranger, stranger);
    }
    const engine = await harness.offer();
    await engine.download(() => undefined, never);
    expect(await harness.isFetched('caredesk-setup-1.1.0-x64.exe')).toBe(true);
    for (const path of [
      harness.cache,
      join(harness.cache, 'pending'),
      join(harness.cache, 'part'),
    ]) {
      expect(await stat(path)).toMatchObject({ uid: 0 });
      expect((await stat(path)).mode & 0o022).toBe(0);
    }
  });
});
