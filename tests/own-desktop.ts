import process from 'node:process';
import { readDesktops } from '../build/headless/desktops.ts';

/*
 * Test files that run at once have a desktop each: its display, its keyring, its home. Vitest numbers
 * what runs at once from 1.
 */
const desktops = readDesktops(process.env);
if (desktops.length > 0) {
  const number = Number(process.env['VITEST_POOL_ID']);
  const own = desktops[number - 1];
  if (own === undefined) throw new Error(`There is no desktop ${number} of ${desktops.length}`);
  Object.assign(process.env, own);
}
