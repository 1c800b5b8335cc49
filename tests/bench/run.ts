import process from 'node:process';
import { BuildError } from '../../build/build-error.ts';
import { bundle } from '../../build/bundle.ts';
import { resolveElectron } from '../../build/electron-runtime/resolve-electron.ts';
import { runHeadless } from '../../build/headless.ts';
import { scriptCommand } from '../../build/script-command.ts';
import { ensureSystemPackages } from '../../build/system-packages.ts';
import { run as benchApiCalls } from './api-calls/api-calls.ts';
import { run as benchSignIn } from './sign-in/sign-in.ts';

/** `npm run bench`: sets up what is missing and runs the benches, on a display of their own. */
async function run(): Promise<number> {
  if (process.platform !== 'linux') {
    console.error('The benches read /proc, so they run on Linux only.');
    return 1;
  }
  await ensureSystemPackages('headless');
  const { executable } = await resolveElectron();
  await bundle();
  const [command, ...args] = scriptCommand('tests/bench/cold-start.ts');
  const exitCode = await runHeadless(command, args, { CAREDESK_ELECTRON: executable });
  await benchSignIn();
  await benchApiCalls();
  return exitCode;
}

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof BuildError ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}
