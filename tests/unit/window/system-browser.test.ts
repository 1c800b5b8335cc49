import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSystemBrowser } from '../../../electron/window/system-browser.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const address = 'https://cis2.example/authorize?state=s&x=$(touch%20/tmp/never)';

let folder: string;
const { PATH } = process.env;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browser-'));
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  await rm(folder, { recursive: true, force: true });
});

async function openCommand(script: string): Promise<void> {
  const path = join(folder, 'xdg-open');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  process.env['PATH'] = `${folder}:${PATH}`;
}

function browserOn(platform: NodeJS.Platform) {
  const clock = createManualClock();
  const openExternal = vi.fn(async (_address: string) => undefined);
  const open = createSystemBrowser({ platform, openExternal, start: spawn, after: clock.after });
  return { clock, openExternal, open };
}

describe('the system browser', () => {
  it('on Linux is opened by xdg-open, with the address as it is', async () => {
    await openCommand(`printf %s "$1" > '${folder}/opened'`);
    const { open, openExternal } = browserOn('linux');
    await open(address);
    expect(await readFile(join(folder, 'opened'), 'utf8')).toBe(address);
    expect(openExternal).not.toHaveBeenCalled();
  });

  it.each([
    ['finds no browser', 'exit 3'],
    ['is killed', 'kill -9 $$'],
  ])('is told not to have opened when xdg-open %s', async (_how, script) => {
    await openCommand(script);
    await expect(browserOn('linux').open(address)).rejects.toThrow('xdg-open ended');
  });

  it('is told not to have opened when there is no xdg-open', async () => {
    process.env['PATH'] = folder;
    await expect(browserOn('linux').open(address)).rejects.toThrow('ENOENT');
  });

  it('counts as open when xdg-open stays as long as the browser does', async () => {
    await openCommand('exec sleep 1');
    const { open, clock } = browserOn('linux');
    const opened = open(address);
    clock.advance(15_000);
    await opened;
  });

  it('elsewhere is opened by Electron, which says what came of it', async () => {
    const { open, openExternal } = browserOn('win32');
    openExternal.mockRejectedValueOnce(new Error('no browser'));
    await expect(open(address)).rejects.toThrow('no browser');
    expect(openExternal).toHaveBeenCalledExactlyOnceWith(address);
  });
});
