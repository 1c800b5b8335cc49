import process from 'node:process';
import { z } from 'zod';
import { once } from '../ground/once.ts';
import { loadVerifiedModule } from './verified-module.ts';

/** True in the bundle of a checkout, false in that of a package: build/bundle.ts. */
declare const __CAREDESK_DEVELOPMENT__: boolean | undefined;

/** What CareDesk uses of keytar; its native module and its package have the same. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
  findCredentials(service: string): Promise<readonly { readonly account: string }[]>;
}

const functions = ['getPassword', 'setPassword', 'deletePassword', 'findCredentials'] as const;

const keytarSchema = z.custom<Keytar>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    functions.every((name) => typeof Reflect.get(value, name) === 'function'),
);

/**
 * keytar, loaded at the first call and after a failure. In a packed app its native module is checked
 * before; a development build loads the package from node_modules.
 *
 * @throws CareDeskError PROGRAM_CHANGED; what the system says of a module that cannot be loaded
 */
export const loadKeytar: () => Promise<Keytar> = once(load);

async function load(): Promise<Keytar> {
  if (typeof __CAREDESK_DEVELOPMENT__ !== 'undefined' && __CAREDESK_DEVELOPMENT__) {
    const { default: keytar } = await import('keytar');
    return keytar;
  }
  const path = `node_modules/keytar/prebuilds/${process.platform}-${process.arch}/keytar.node`;
  return keytarSchema.parse(await loadVerifiedModule(process.resourcesPath, path));
}
