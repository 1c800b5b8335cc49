import process from 'node:process';
import { BuildError } from '../../build/build-error.ts';
import { bundle } from '../../build/bundle.ts';
import { resolveElectron } from '../../build/electron-runtime/resolve-electron.ts';
import { runHeadless } from '../../build/headless.ts';
import { scriptCommand } from '../../build/script-command.ts';
import { ensureSystemPackages } from '../../build/system-packages.ts';
import { run as benchApiCalls } from './api-calls/api-calls.ts';
import { run as benchSignIn } from './sign-in/sign-in.ts';

/** Benches of the app, each on a display of its own, by the name they are asked for with. */
const ofTheApp = {
  'cold-start': 'tests/bench/cold-start.ts',
  memory: 'tests/bench/memory.ts',
  'lock-to-hidden': 'tests/bench/lock-to-hidden/lock-to-hidden.ts',
  'session-end': 'tests/bench/session-end/session-end.ts',
} as const;

/** Benches that run under plain Node. */
const ofNode = { 'sign-in': benchSignIn, 'api-calls': benchApiCalls } as const;

/**
 * `npm run bench`: sets up what is missing and runs the benches, all of them or those that are named
 * (`npm run bench -- cold-start memory`).
 */
async function run(wanted: readonly string[]): Promise<number> {
  if (process.platform !== 'linux') {
    console.error('The benches read /proc, so they run on Linux only.');
    return 1;
  }
  const known = [...Object.keys(ofTheApp), ...Object.keys(ofNode)];
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are ${known.join(', ')}.`);
    return 2;
  }
  const isWanted = ([name]: readonly [string, unknown]) =>
    wanted.length === 0 || wanted.includes(name);
  let exitCode = 0;
  const scripts = Object.entries(ofTheApp).filter(isWanted);
  if (scripts.length > 0) {
    await ensureSystemPackages('headless');
    const { executable } = await resolveElectron();
    await bundle();
    for (const [, script] of scripts) {
      const [command, ...args] = scriptCommand(script);
      const code = await runHeadless(command, args, { CAREDESK_ELECTRON: executable });
      if (code !== 0) exitCode = code;
      console.log('');
    }
  }
  for (const [, bench] of Object.entries(ofNode).filter(isWanted)) await bench();
  return exitCode;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof BuildError ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}
