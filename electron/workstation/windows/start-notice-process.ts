import { utilityProcess } from 'electron';
import type { StartNotices } from './notices.ts';

/**
 * Starts the process that listens to what Windows tells. One that ends is not started again: what
 * ended it may do so at every start. The app must be ready.
 *
 * @param path the bundled `notice-process.ts`
 */
export function noticesFrom(path: string): StartNotices {
  return (onNotice) => {
    const child = utilityProcess.fork(path, [], {
      serviceName: 'CareDesk workstation',
      stdio: 'ignore',
    });
    child.on('message', (message: unknown) => onNotice(message));
    return { end: () => void child.kill() };
  };
}
