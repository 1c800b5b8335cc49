import { join } from 'node:path';
import { expect, test } from 'vitest';
import { protectsPolicy, readInstallChannel } from '../../../electron/policy/install-channel.ts';

const read = (text: string) =>
  readInstallChannel('resources', async (path) => {
    expect(path).toBe(join('resources', 'install-channel'));
    return text;
  });

test.each([
  ['nsis-user', 'nsis-user'],
  ['\ufeffnsis-machine\0\r\n', 'nsis-machine'],
  ['msi\n', 'msi'],
  ['portable', null],
  ['', null],
])('%j is the channel %s', async (text, channel) => {
  expect(await read(text)).toBe(channel);
});

test('a file that is not there is no channel', async () => {
  const missing = () => Promise.reject(new Error('ENOENT'));
  expect(await readInstallChannel('resources', missing)).toBeNull();
});

test.each([
  ['nsis-machine', 'win32', true],
  ['msi', 'win32', true],
  ['nsis-user', 'win32', false],
  [null, 'win32', false],
  [null, 'linux', true],
] as const)(
  'the policy of an installation by %s on %s is protected: %s',
  (channel, platform, is) => {
    expect(protectsPolicy(channel, platform)).toBe(is);
  },
);
