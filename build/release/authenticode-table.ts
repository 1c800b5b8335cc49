import { open } from 'node:fs/promises';

/** Offset of the certificate table among the data directories (PE format, section 3.4.3). */
const certificateTable = 4 * 8;

/**
 * Whether a Windows program holds an Authenticode signature at all: its optional header points to
 * a certificate table (Microsoft, PE format, sections 3.3 to 3.4). Says nothing about its worth.
 */
export async function holdsAuthenticode(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const header = buffer.subarray(0, bytesRead);
    if (bytesRead < 64 || header.toString('latin1', 0, 2) !== 'MZ') return false;
    const start = header.readUInt32LE(0x3c);
    const optional = start + 24;
    if (optional + 160 > header.length) return false;
    if (header.toString('latin1', start, start + 4) !== 'PE\0\0') return false;
    const directories = optional + (header.readUInt16LE(optional) === 0x20b ? 112 : 96);
    const size = header.readUInt32LE(directories + certificateTable + 4);
    return header.readUInt32LE(directories + certificateTable) > 0 && size > 0;
  } finally {
    await file.close();
  }
}
