import { readdir, readFile, readlink } from 'node:fs/promises';

/** State of a listening socket in `/proc/net/tcp` (Linux, include/net/tcp_states.h). */
const listening = '0A';

/** TCP ports that the processes of a group listen on, as the kernel lists them. */
export async function listeningPorts(group: number): Promise<readonly number[]> {
  const [sockets, listeners] = await Promise.all([socketsOf(group), listeningSockets()]);
  return listeners.filter(({ inode }) => sockets.has(inode)).map(({ port }) => port);
}

async function listeningSockets(): Promise<readonly { inode: string; port: number }[]> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening)
    .map((fields) => ({
      inode: fields[9] ?? '',
      port: Number.parseInt(fields[1]?.split(':')[1] ?? '', 16),
    }));
}

async function socketsOf(group: number): Promise<ReadonlySet<string>> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    processes.map(async (pid) => {
      const itsGroup = await processGroup(pid).catch(() => null);
      return itsGroup === group ? socketsOfProcess(pid) : [];
    }),
  );
  return new Set(found.flat());
}

/** The process group of a process (proc(5), stat). */
export async function processGroup(pid: number | string): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // pid (command) state parent group …: the command may hold spaces and brackets.
  const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(group);
}

async function socketsOfProcess(pid: string): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const handles = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    handles.map((handle) => readlink(`${folder}/${handle}`).catch(() => '')),
  );
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}
