import { uptime } from 'node:os';

/**
 * Milliseconds since the PC was started. Counts sleep and does not follow the PC's clock: libuv
 * reads it from CLOCK_BOOTTIME on Linux and from GetTickCount64 on Windows.
 */
export function systemUptime(): number {
  return uptime() * 1000;
}
