import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { channelText, createTestKey, signedText } from '../../feed/signed-feed.ts';
import {
  type EngineChoice,
  never,
  openUpdateHarness,
  type UpdateHarness,
} from './update-harness.ts';

let harness: UpdateHarness;
beforeEach(async () => {
  harness = await openUpdateHarness();
});
afterEach(() => harness.close());

const fetchFeed = (choice: EngineChoice = {}, lastTaken: string | null = null) =>
  harness.open(choice).fetchFeed(lastTaken, never);

async function put(text: string): Promise<void> {
  await writeFile(join(harness.folder, 'stable.yml'), text);
}

async function published(): Promise<string> {
  return readFile(join(harness.folder, 'stable.yml'), 'utf8');
}

describe('a feed', () => {
  test('that is signed and meant for this PC is taken', async () => {
    await harness.publish({ serial: 7 });
    const feed = await fetchFeed({}, await published());
    expect(feed.content).toMatchObject({ version: '1.1.0', caredesk: { serial: 7 } });
    expect(feed.file).toEqual(harness.files.exe);
  });

  test('signed with a second key of the list is taken', async () => {
    const next = createTestKey('next-key');
    await put(signedText(channelText({ version: '1.1.0', files: [harness.files.exe] }), next));
    await expect(fetchFeed({ keys: [harness.key, next] })).resolves.toBeDefined();
  });

  test.each([
    [
      'on a server that is gone',
      'UPDATE_FEED_UNREACHABLE',
      async () => {
        await harness.host.close();
      },
    ],
    ['that is not there', 'UPDATE_FEED_UNREACHABLE', async () => undefined],
    [
      'that the server has trouble with',
      'UPDATE_FEED_UNREACHABLE',
      async () => harness.host.answer('stable.yml', (_, response) => response.writeHead(503).end()),
    ],
    [
      'that is somewhere else',
      'NETWORK_LOG_IN_NEEDED',
      async () => {
        await harness.publish();
        const location = `${harness.host.url}stable.yml?moved`;
        harness.host.answer('stable.yml', (request, response) => {
          if (request.url?.includes('moved') === true) harness.host.answer('stable.yml', null);
          response.writeHead(302, { location }).end();
        });
      },
    ],
    [
      'that is a page of a captive portal',
      'NETWORK_LOG_IN_NEEDED',
      async () =>
        harness.host.answer('stable.yml', (_, response) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
        ),
    ],
    [
      'that is a page under another label',
      'UPDATE_FEED_UNREADABLE',
      () => put('<html>Log in</html>'),
    ],
    ['that never ends', 'UPDATE_FEED_UNREADABLE', () => put(`version: 1\n${' '.repeat(70_000)}`)],
    [
      'that is not text',
      'UPDATE_FEED_UNREADABLE',
      () => writeFile(join(harness.folder, 'stable.yml'), Buffer.from([0xff, 0xfe, 0x00])),
    ],
    [
      'that is signed nonsense',
      'UPDATE_FEED_UNREADABLE',
      () => put(signedText('version: [\n', harness.key)),
    ],
    [
      'that names a package elsewhere',
      'UPDATE_FEED_UNREADABLE',
      () => {
        const elsewhere = { ...harness.files.exe, url: 'https://elsewhere.example/setup.exe' };
        return put(signedText(channelText({ version: '1.1.0', files: [elsewhere] }), harness.key));
      },
    ],
    [
      'without a signature',
      'UPDATE_FEED_SIGNATURE_MISSING',
      () => put(channelText({ version: '1.1.0', files: [harness.files.exe] })),
    ],
    [
      'changed after it was signed',
      'UPDATE_FEED_SIGNATURE_WRONG',
      async () => {
        await harness.publish();
        await put((await published()).replace('1.1.0', '1.1.1'));
      },
    ],
    [
      'signed by somebody else under our key’s name',
      'UPDATE_FEED_SIGNATURE_WRONG',
      () => {
        const forger = createTestKey(harness.key.keyId);
        return put(
          signedText(channelText({ version: '1.1.0', files: [harness.files.exe] }), forger),
        );
      },
    ],
    [
      'signed with a key nobody knows',
      'UPDATE_FEED_KEY_UNKNOWN',
      () => {
        const stranger = createTestKey('stranger');
        return put(
          signedText(channelText({ version: '1.1.0', files: [harness.files.exe] }), stranger),
        );
      },
    ],
    [
      'of another channel under this one’s name',
      'UPDATE_FEED_WRONG_CHANNEL',
      async () => {
        await harness.publish({ channel: 'preview' });
        await put(await readFile(join(harness.folder, 'preview.yml'), 'utf8'));
      },
    ],
    [
      'of another system under this one’s name',
      'UPDATE_FEED_WRONG_PLATFORM',
      async () => {
        await harness.publish({ platform: 'linux-x64' });
        await put(await readFile(join(harness.folder, 'stable-linux.yml'), 'utf8'));
      },
    ],
    [
      'with a package of another version',
      'UPDATE_FEED_WRONG_VERSION',
      () => harness.publish({ version: '1.1.1', files: [harness.files.exe] }),
    ],
    [
      'that nobody has renewed',
      'UPDATE_FEED_EXPIRED',
      () => harness.publish({ validUntil: '2026-11-24T09:00:00Z' }),
    ],
    [
      'with packages for other processors only',
      'UPDATE_FEED_WRONG_PLATFORM',
      () =>
        harness.publish({
          files: [{ ...harness.files.exe, url: 'caredesk-setup-1.1.0-arm64.exe' }],
        }),
    ],
  ])('%s is refused', async (_, code, prepare) => {
    await prepare();
    await expect(fetchFeed()).rejects.toMatchObject({ code });
  });

  test('signed with a key of another kind is refused, even from the list', async () => {
    // Of 512 bits, so that its signatures are as long as those of Ed25519.
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 512 });
    const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const weak = { keyId: 'weak', privateKey, publicKey: spki };
    await put(signedText(channelText({ version: '1.1.0', files: [harness.files.exe] }), weak));
    await expect(fetchFeed({ keys: [weak] })).rejects.toMatchObject({
      code: 'UPDATE_FEED_SIGNATURE_WRONG',
    });
  });

  test('older than the one taken before is refused', async () => {
    await harness.publish({ serial: 7 });
    const { raw } = await fetchFeed();
    await harness.publish({ serial: 6 });
    await expect(fetchFeed({}, raw)).rejects.toMatchObject({
      code: 'UPDATE_FEED_OLDER',
      detail: '6 after 7',
    });
  });

  test.each([
    ['that is not signed', () => channelText({ version: '1.1.0', files: [], serial: 9e15 })],
    [
      'signed by somebody else',
      () => signedText(channelText({ version: '1.1.0', files: [], serial: 9e15 }), createTestKey()),
    ],
    [
      'of another channel',
      () => {
        const files = [harness.files.exe];
        const text = channelText({ version: '1.1.0', files, serial: 9e15, channel: 'preview' });
        return signedText(text, harness.key);
      },
    ],
  ])('is not kept away by one planted in its memory %s', async (_, planted) => {
    await harness.publish({ serial: 6 });
    await expect(fetchFeed({}, planted())).resolves.toMatchObject({
      content: { caredesk: { serial: 6 } },
    });
  });

  test('says nothing of the PC that asks', async () => {
    await harness.publish();
    await fetchFeed();
    expect(harness.host.requests).toEqual([{ name: 'stable.yml', range: null, ifRange: null }]);
  });
});

describe('a version is offered', () => {
  async function isOffered(choice: EngineChoice = {}): Promise<boolean> {
    const engine = harness.open(choice);
    return engine.isOffered(await engine.fetchFeed(null, never));
  }

  test.each([
    ['1.0.0', true],
    ['1.1.0', false],
    ['1.2.0', false],
    ['1.1.0-beta.1', true],
  ])('to %s: %s', async (version, offered) => {
    await harness.publish();
    expect(await isOffered({ version })).toBe(offered);
  });

  test.each([
    [0, 0.0, false],
    [0, 0.5, false],
    [50, 0.4, true],
    [50, 0.6, false],
    [100, 0.99, true],
  ])('of a roll-out at %i %% to an installation at %f: %s', async (percentage, part, offered) => {
    await harness.standAt(part);
    await harness.publish({ stagingPercentage: percentage });
    expect(await isOffered()).toBe(offered);
    expect(await isOffered()).toBe(offered);
  });

  test('not to a system that is too old for it', async () => {
    await harness.publish({ minimumSystemVersion: '99.0.0' });
    expect(await isOffered()).toBe(false);
  });
});
