import process from 'node:process';
import { z } from 'zod';
import { loadVerifiedModule } from '../../keychain/verified-module.ts';

/** A function of a library, as its declaration in C says. */
type NativeFunction = (...values: readonly unknown[]) => unknown;

/** What CareDesk uses of koffi; its native module has all of it without its package. */
export interface Koffi {
  load(library: string): { func(declaration: string): NativeFunction };
  proto(declaration: string): object;
  pointer(type: object): object;
  struct(name: string, members: Readonly<Record<string, string | object>>): object;
  register(
    callback: (window: unknown, message: number, wParam: never, lParam: never) => unknown,
    type: object,
  ): unknown;
  decode(address: bigint, type: 'uint8_t', length: number): ArrayLike<number>;
}

const functions = ['load', 'proto', 'pointer', 'struct', 'register', 'decode'] as const;

/** What a koffi must have. */
export const koffiSchema = z.custom<Koffi>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    functions.every((name) => typeof Reflect.get(value, name) === 'function'),
);

/** koffi's native module inside the app, for Windows on this processor. */
export function koffiModulePath(arch: string): string {
  return `native/win32-${arch}/koffi.node`;
}

/**
 * koffi as it was packed, checked before; a checkout has none.
 *
 * @throws CareDeskError PROGRAM_CHANGED; what the system says of a module that cannot be loaded
 */
export async function loadKoffi(): Promise<Koffi> {
  const path = koffiModulePath(process.arch);
  return koffiSchema.parse(await loadVerifiedModule(process.resourcesPath, path));
}
