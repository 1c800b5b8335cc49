import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FuseState,
  fewestFuses,
  fuseFaults,
  readFuses,
} from '../../../build/packaging/fuses.ts';

const asRequired: readonly FuseState[] = ['off', 'on', 'off', 'off', 'on', 'on', 'off', 'off'];

describe('the fuses of a package', () => {
  it('are accepted when each is as required; an older Electron may lack the ninth', () => {
    expect(fuseFaults([...asRequired, 'on'], fewestFuses(true))).toEqual([]);
    expect(fuseFaults([...asRequired, 'on'], fewestFuses(false))).toEqual([]);
    expect(fuseFaults(asRequired, fewestFuses(false))).toEqual([]);
  });

  it('are refused when the ninth is missing from the Electron that package.json names', () => {
    expect(fuseFaults(asRequired, fewestFuses(true))).toEqual([
      'fuse wasmTrapHandlers is missing and must be on',
    ]);
  });

  it.each([true, false])('are refused when the ninth is off (named Electron: %s)', (isNamed) => {
    expect(fuseFaults([...asRequired, 'off'], fewestFuses(isNamed))).toEqual([
      'fuse wasmTrapHandlers is off and must be on',
    ]);
  });

  it.each([
    [0, 'runAsNode'],
    [1, 'cookieEncryption'],
    [2, 'nodeOptions'],
    [3, 'nodeCliInspect'],
    [4, 'embeddedAsarIntegrityValidation'],
    [5, 'onlyLoadAppFromAsar'],
    [6, 'loadBrowserProcessSpecificV8Snapshot'],
    [7, 'grantFileProtocolExtraPrivileges'],
  ])('are refused when only fuse %i, %s, is the other way', (index, name) => {
    const required = asRequired[index];
    const flipped = asRequired.with(index, required === 'on' ? 'off' : 'on');
    expect(fuseFaults(flipped, fewestFuses(false))).toEqual([
      `fuse ${name} is ${required === 'on' ? 'off' : 'on'} and must be ${required}`,
    ]);
  });

  it('are refused when one is missing', () => {
    expect(fuseFaults(asRequired.slice(0, 7), fewestFuses(false))).toEqual([
      'fuse grantFileProtocolExtraPrivileges is missing and must be off',
    ]);
  });

  it('are refused when Electron has one that nobody has decided about', () => {
    expect(fuseFaults([...asRequired, 'on', 'off'], fewestFuses(true))).toEqual([
      'fuse 9 is off, and CareDesk does not say what it must be',
    ]);
  });

  it('are accepted when Electron no longer has one that must be off, and refused for one on', () => {
    expect(fuseFaults(asRequired.with(0, 'removed'), fewestFuses(false))).toEqual([]);
    expect(fuseFaults(asRequired.with(5, 'removed'), fewestFuses(false))).toEqual([
      'fuse onlyLoadAppFromAsar is removed and must be on',
    ]);
  });
});

describe('reading the fuses of an executable', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fuses-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('gives their states in wire order', async () => {
    const executable = join(folder, 'electron');
    // Sentinel, version, length, one character a fuse (Electron documentation, “Electron Fuses”).
    await writeFile(
      executable,
      'code dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x0501r0\x90 code',
      'latin1',
    );
    expect(await readFuses(executable)).toEqual(['off', 'on', 'removed', 'off', 'unknown']);
  });
});
