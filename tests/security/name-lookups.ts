import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright';
import { z } from 'zod';

const netLogSchema = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.number()) }),
  events: z.array(z.object({ type: z.number(), params: z.unknown().optional() })),
});

/**
 * What of Chromium's network log leaves the PC: a lookup that was begun, and a datagram. A request
 * that is answered from memory or refused is no lookup.
 */
const leaving =
  /^(HOST_RESOLVER_MANAGER_JOB|DNS_TRANSACTION|HOST_RESOLVER_SYSTEM_TASK|UDP_BYTES_SENT)$/;

/**
 * Names (and addresses of datagrams) Chromium looked up while `action` ran, in any of the app's
 * sessions, as text to search in.
 */
export async function lookedUpDuring(
  app: ElectronApplication,
  action: () => Promise<unknown>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'net-log-'));
  const file = join(folder, 'net-log.json');
  try {
    await app.evaluate(
      ({ session }, path) => session.defaultSession.netLog.startLogging(path),
      file,
    );
    try {
      await action();
    } finally {
      await app.evaluate(({ session }) => session.defaultSession.netLog.stopLogging());
    }
    const { constants, events } = netLogSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const types = new Set(
      Object.entries(constants.logEventTypes)
        .filter(([name]) => leaving.test(name))
        .map(([, type]) => type),
    );
    return events
      .filter(({ type }) => types.has(type))
      .map(({ params }) => JSON.stringify(params ?? null))
      .join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
