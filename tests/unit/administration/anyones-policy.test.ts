import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAnyonesPolicy } from '../../../electron/administration/anyones-policy.ts';

describe('a policy that is only checked', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'anyones-policy-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read, whoever wrote it', async () => {
    const file = join(folder, 'policy.json');
    await writeFile(file, '{"environment":"int"}', { mode: 0o666 });
    expect(await readAnyonesPolicy(file)).toBe('{"environment":"int"}');
  });

  it('does not hold up the command when it is a pipe, nor fill the memory when it is a device', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readAnyonesPolicy(pipe)).rejects.toMatchObject({ reason: 'not-a-file' });
    await expect(readAnyonesPolicy('/dev/zero')).rejects.toMatchObject({ reason: 'not-a-file' });
  });

  it('is refused when it is larger than one that counts may be', async () => {
    const file = join(folder, 'policy.json');
    await writeFile(file, ' '.repeat(1_000_001));
    await expect(readAnyonesPolicy(file)).rejects.toMatchObject({ reason: 'too-large' });
  });
});
