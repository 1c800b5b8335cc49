import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReleaseTrust } from '../../../build/packaging/release-trust-file.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'release-trust-test-'));
  await mkdir(join(root, 'electron/updates'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function read(text: string): Promise<readonly string[]> {
  await writeFile(join(root, 'electron/updates/release-trust.json'), text);
  return (await readReleaseTrust(root)).publisherNames;
}

describe('the names of the publisher', () => {
  it('are those that the update check is given, in their order', async () => {
    expect(await read('{"publisherNames":["New","Old"],"releaseKeys":[]}')).toEqual(['New', 'Old']);
    expect(Array.isArray((await readReleaseTrust()).releaseKeys)).toBe(true);
  });

  it.each([
    '',
    '{}',
    '{"publisherNames":"One","releaseKeys":[]}',
    '{"publisherNames":[""],"releaseKeys":[]}',
    // The running app compares names as they stand.
    '{"publisherNames":[" CareDesk Ltd"],"releaseKeys":[]}',
    '{"publisherNames":["CareDesk Ltd "],"releaseKeys":[]}',
    // What the running app refuses must not be packed.
    '{"publisherNames":["CareDesk Ltd"]}',
    '{"publisherNames":["CareDesk Ltd"],"releaseKeys":[],"more":1}',
  ])('are refused when the file is %j', async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'RELEASE_TRUST_UNREADABLE' });
  });

  it('are refused when there is no file', async () => {
    await expect(readReleaseTrust(root)).rejects.toMatchObject({
      code: 'RELEASE_TRUST_UNREADABLE',
    });
  });
});
