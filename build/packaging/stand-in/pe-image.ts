import { Buffer } from 'node:buffer';

/** What a Windows image is made for. */
export type PeMachine = 'x86' | 'x64' | 'arm64';

export interface PeImage {
  readonly machine: PeMachine;
  readonly kind: 'program' | 'library';
  /** Names a library exports; they lead nowhere. */
  readonly exports?: readonly string[];
  /** Bytes to hold besides. */
  readonly data?: Buffer;
}

const machines: Readonly<Record<PeMachine, number>> = { x86: 0x014c, x64: 0x8664, arm64: 0xaa64 };
const headersSize = 0x200;
const sectionAddress = 0x1000;
const fileAlignment = 0x200;

function align(size: number, to: number): number {
  return Math.ceil(size / to) * to;
}

/** The export directory and its tables, as they lie at `sectionAddress` (PE format, “.edata”). */
function exportTables(names: readonly string[]): Buffer {
  const sorted = names.toSorted();
  const functions = 40;
  const pointers = functions + 4 * sorted.length;
  const ordinals = pointers + 4 * sorted.length;
  const texts = ordinals + 2 * sorted.length;
  const strings = ['stand-in.dll', ...sorted].map((name) => Buffer.from(`${name}\0`, 'latin1'));
  const table = Buffer.alloc(texts);
  let text = texts;
  strings.forEach((string, index) => {
    if (index === 0) table.writeUInt32LE(sectionAddress + text, 12);
    else {
      table.writeUInt32LE(sectionAddress, functions + 4 * (index - 1));
      table.writeUInt32LE(sectionAddress + text, pointers + 4 * (index - 1));
      table.writeUInt16LE(index - 1, ordinals + 2 * (index - 1));
    }
    text += string.length;
  });
  table.writeUInt32LE(1, 16);
  table.writeUInt32LE(sorted.length, 20);
  table.writeUInt32LE(sorted.length, 24);
  table.writeUInt32LE(sectionAddress + functions, 28);
  table.writeUInt32LE(sectionAddress + pointers, 32);
  table.writeUInt32LE(sectionAddress + ordinals, 36);
  return Buffer.concat([table, ...strings]);
}

/**
 * A Windows program or library that is well formed and does nothing: enough for tools that read,
 * edit, sign or pack one (Microsoft, “PE Format”). One section holds everything.
 */
export function peImage({ machine, kind, exports = [], data = Buffer.alloc(0) }: PeImage): Buffer {
  const is64 = machine !== 'x86';
  const tables = exports.length === 0 ? Buffer.alloc(16) : exportTables(exports);
  const content = Buffer.concat([tables, data]);
  const rawSize = align(content.length, fileAlignment);
  const optionalSize = is64 ? 240 : 224;
  const image = Buffer.alloc(headersSize + rawSize);
  image.write('MZ', 0, 'latin1');
  image.writeUInt32LE(0x40, 0x3c);

  const coff = 0x40 + 4;
  image.write('PE\0\0', 0x40, 'latin1');
  image.writeUInt16LE(machines[machine], coff);
  image.writeUInt16LE(1, coff + 2);
  image.writeUInt16LE(optionalSize, coff + 16);
  image.writeUInt16LE((kind === 'library' ? 0x2000 : 0) | (is64 ? 0x0022 : 0x0102), coff + 18);

  const optional = coff + 20;
  image.writeUInt16LE(is64 ? 0x20b : 0x10b, optional);
  image.writeUInt32LE(rawSize, optional + 8);
  image.writeUInt32LE(sectionAddress, optional + 20);
  image.writeUInt32LE(0x400000, optional + (is64 ? 24 : 28));
  image.writeUInt32LE(0x1000, optional + 32);
  image.writeUInt32LE(fileAlignment, optional + 36);
  image.writeUInt16LE(6, optional + 40);
  image.writeUInt16LE(6, optional + 48);
  image.writeUInt32LE(sectionAddress + align(content.length, 0x1000), optional + 56);
  image.writeUInt32LE(headersSize, optional + 60);
  image.writeUInt16LE(2, optional + 68);
  const directories = optional + (is64 ? 108 : 92);
  image.writeUInt32LE(16, directories);
  if (exports.length > 0) {
    image.writeUInt32LE(sectionAddress, directories + 4);
    image.writeUInt32LE(tables.length, directories + 8);
  }

  const section = optional + optionalSize;
  image.write('.rdata', section, 'latin1');
  image.writeUInt32LE(content.length, section + 8);
  image.writeUInt32LE(sectionAddress, section + 12);
  image.writeUInt32LE(rawSize, section + 16);
  image.writeUInt32LE(headersSize, section + 20);
  image.writeUInt32LE(0x40000040, section + 36);
  content.copy(image, headersSize);
  return image;
}
