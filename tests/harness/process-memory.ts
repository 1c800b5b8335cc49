import { open, readdir, readFile } from 'node:fs/promises';

/** Bytes read of a process at once: a whole memory image is never made. */
const pieceSize = 4 * 1024 * 1024;

/**
 * Numbers of all processes of these POSIX sessions: everything that CareDesk has started, also when
 * its main process is gone. Each of those leads a session of its own.
 */
export async function processesOf(leaders: readonly number[]): Promise<readonly number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of all) {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
    // The name of the program, in brackets, may have blanks: state, parent, group and session follow.
    const session = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
    if (leaders.includes(session)) found.push(pid);
  }
  return found;
}

/**
 * Which of the marks stand in the memory a process can write to: as UTF-8, or as UTF-16, which V8
 * keeps strings in that have other letters as well.
 * @param marks what to look for, by the name that is given back
 */
export async function marksInMemory(
  pid: number,
  marks: Readonly<Record<string, string>>,
): Promise<ReadonlySet<string>> {
  const needles = Object.entries(marks).flatMap(([name, mark]) =>
    [Buffer.from(mark, 'utf8'), Buffer.from(mark, 'utf16le')].map((bytes) => ({ name, bytes })),
  );
  const longest = Math.max(...needles.map(({ bytes }) => bytes.length));
  const found = new Set<string>();
  const maps = await readFile(`/proc/${pid}/maps`, 'latin1').catch(() => '');
  const memory = await open(`/proc/${pid}/mem`).catch(() => null);
  if (memory === null) return found;
  const piece = Buffer.allocUnsafe(pieceSize);
  try {
    for (const [, from = '', to = ''] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)) {
      const end = Number.parseInt(to, 16);
      for (let at = Number.parseInt(from, 16); at < end; at += pieceSize - longest) {
        const length = Math.min(pieceSize, end - at);
        const { bytesRead } = await memory
          .read(piece, 0, length, at)
          // Reserved and never used, or gone by now.
          .catch(() => ({ bytesRead: 0 }));
        if (bytesRead === 0) break;
        const read = piece.subarray(0, bytesRead);
        for (const { name, bytes } of needles) {
          if (!found.has(name) && read.includes(bytes)) found.add(name);
        }
        if (length < pieceSize) break;
      }
    }
  } finally {
    await memory.close();
  }
  return found;
}
