import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSigningKey, readSigningKey, readTrust } from '../../../build/release/signing-key.ts';
import { release } from '../../../build/release.ts';
import { createReleaseBench, newestKey, type ReleaseBench, readText } from './release-bench.ts';

let bench: ReleaseBench;
beforeEach(async () => {
  bench = await createReleaseBench();
});
afterEach(() => bench.remove());

describe('a signing key', () => {
  it('is for its owner’s eyes only, and its public half joins those that are trusted', async () => {
    expect((await stat(bench.key)).mode & 0o777).toBe(0o600);
    const { releaseKeys, publisherNames } = await readTrust(bench.trust);
    expect(publisherNames).toEqual(['A Supplier Ltd']);
    await bench.run('--new-key', join(bench.root, 'next'), '--trust', bench.trust);
    const after = await readTrust(bench.trust);
    expect(after.releaseKeys).toHaveLength(2);
    expect(after.releaseKeys[0]).toEqual(releaseKeys[0]);
  });

  it('is never shown', async () => {
    const said = await bench.run('--new-key', join(bench.root, 'next'));
    const pem = await readText(await newestKey(join(bench.root, 'next')));
    const secret = pem.split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(said).not.toContain(secret);
    expect(said).toContain('"publicKey"');
  });

  it('is not made inside a checkout', async () => {
    const checkout = join(bench.root, 'checkout');
    await mkdir(join(checkout, '.git'), { recursive: true });
    for (const folder of [checkout, join(checkout, 'build', 'keys')]) {
      await expect(bench.run('--new-key', folder)).rejects.toMatchObject({
        code: 'KEY_FOLDER_REFUSED',
      });
    }
    // A work tree that was added to a repository has a file of that name.
    const workTree = join(bench.root, 'work-tree');
    await mkdir(workTree);
    await writeFile(join(workTree, '.git'), 'gitdir: elsewhere');
    await expect(bench.run('--new-key', workTree)).rejects.toMatchObject({
      code: 'KEY_FOLDER_REFUSED',
    });
  });

  it('can have a passphrase, and is nothing without it', async () => {
    const { file, entry } = await makeSigningKey(join(bench.root, 'safe'), 'correct horse');
    const trust = { publisherNames: [], releaseKeys: [entry] };
    expect(await readText(file)).toContain('ENCRYPTED');
    await expect(readSigningKey(file, trust, 'correct horse')).resolves.toMatchObject({
      keyId: entry.keyId,
    });
    for (const [passphrase, words] of [
      [undefined, 'no passphrase was given'],
      ['', 'no passphrase was given'],
      ['wrong', 'does not open it'],
    ] as const) {
      await expect(readSigningKey(file, trust, passphrase)).rejects.toMatchObject({
        code: 'KEY_UNUSABLE',
        message: expect.stringMatching(`${words}.*CAREDESK_RELEASE_KEY_PASSPHRASE`),
      });
    }
  });

  it('is refused when others may read it', async () => {
    await chmod(bench.key, 0o640);
    await expect(bench.onFeed('--pause')).rejects.toMatchObject({
      code: 'KEY_UNUSABLE',
      message: expect.stringContaining('chmod 600'),
    });
  });

  it('is refused when it is missing, no key, or of another kind', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const files = {
      'rsa.pem': String(rsa.privateKey.export({ format: 'pem', type: 'pkcs8' })),
      'text.pem': 'not a key',
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(bench.root, name), text, { mode: 0o600 });
    }
    for (const name of [...Object.keys(files), 'nowhere.pem']) {
      bench.key = join(bench.root, name);
      await expect(bench.onFeed('--pause')).rejects.toMatchObject({ code: 'KEY_UNUSABLE' });
    }
  });

  it('is refused when no CareDesk would believe it', async () => {
    await bench.run('--new-key', join(bench.root, 'stranger'));
    bench.key = await newestKey(join(bench.root, 'stranger'));
    await expect(bench.onFeed('--pause')).rejects.toMatchObject({ code: 'KEY_NOT_TRUSTED' });
  });

  it('is checked against the keys of this project unless others are named', async () => {
    await expect(
      release(['--feed', bench.feed, '--key', bench.key, '--pause'], {
        now: () => 0,
        environment: {},
      }),
    ).rejects.toMatchObject({ code: 'KEY_NOT_TRUSTED' });
  });
});
