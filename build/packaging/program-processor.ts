import { open } from 'node:fs/promises';

/** Processors as the header of a program names them (ELF: e_machine; PE format, “Machine Types”). */
const elfMachines: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };
const peMachines: Readonly<Record<number, string>> = { 34404: 'x64', 43620: 'arm64' };

/** Bytes of a program that hold its header. */
const headerLength = 4096;

function processorOf(header: Buffer): string | null {
  if (header.toString('latin1', 0, 4) === '\x7fELF') {
    return elfMachines[header.readUInt16LE(18)] ?? null;
  }
  if (header.toString('latin1', 0, 2) !== 'MZ') return null;
  const start = header.readUInt32LE(0x3c);
  if (start + 6 > header.length || header.toString('latin1', start, start + 4) !== 'PE\0\0') {
    return null;
  }
  return peMachines[header.readUInt16LE(start + 4)] ?? null;
}

/** The processor a program of Linux or Windows is made for, as in `process.arch`; null if unknown. */
export async function programProcessor(executable: string): Promise<string | null> {
  const file = await open(executable);
  try {
    const header = Buffer.alloc(headerLength);
    await file.read(header, 0, headerLength, 0);
    return processorOf(header);
  } finally {
    await file.close();
  }
}

/**
 * What is wrong with the processor of a package's program. An Electron that is given, or found
 * here, may be another processor's than the package is named for.
 */
export function processorFaults(processor: string | null, arch: string): readonly string[] {
  return processor === arch
    ? []
    : [`the program is for ${processor ?? 'an unknown processor'}, and the package for ${arch}`];
}
