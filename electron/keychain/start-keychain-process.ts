import { utilityProcess } from 'electron';
import type { StartKeychainProcess } from './separate-keychain.ts';

/**
 * Starts the keychain's process by Electron's own means: the `runAsNode` fuse is off, so Node's
 * `fork` would start a second CareDesk. The app must be ready.
 *
 * @param path the bundled `keychain-process.ts`
 */
export function keychainProcessFrom(path: string): StartKeychainProcess {
  return (onAnswer, onExit) => {
    const child = utilityProcess.fork(path, [], {
      serviceName: 'CareDesk keychain',
      // libsecret's complaints name what it was asked for.
      stdio: 'ignore',
    });
    child.on('message', (message: unknown) => onAnswer(message));
    child.on('exit', onExit);
    return {
      send: (call) => child.postMessage(call),
      end: () => void child.kill(),
    };
  };
}
