import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processorFaults, programProcessor } from '../../../build/packaging/program-processor.ts';
import { peImage } from '../../../build/packaging/stand-in/pe-image.ts';

describe('the processor of a program', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'program-processor-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function processorIn(program: Buffer | string): Promise<string | null> {
    const file = join(folder, 'program');
    await writeFile(file, program);
    return programProcessor(file);
  }

  it('is read from a program of Linux: this one', async () => {
    expect(await programProcessor(process.execPath)).toBe(process.arch);
  });

  it.each(['x64', 'arm64'] as const)('is read from a program of Windows for %s', async (arch) => {
    expect(await processorIn(peImage({ machine: arch, kind: 'program' }))).toBe(arch);
  });

  it('is unknown for another processor, and for what is no program', async () => {
    expect(await processorIn(peImage({ machine: 'x86', kind: 'program' }))).toBeNull();
    expect(await processorIn('#!/bin/sh\n')).toBeNull();
    expect(await processorIn('MZ')).toBeNull();
    expect(await processorIn('')).toBeNull();
  });

  it('must be the one the package is named for', () => {
    expect(processorFaults('arm64', 'arm64')).toEqual([]);
    expect(processorFaults('x64', 'arm64')).toEqual([
      'the program is for x64, and the package for arm64',
    ]);
    expect(processorFaults(null, 'x64')).toEqual([
      'the program is for an unknown processor, and the package for x64',
    ]);
  });
});
