import process from 'node:process';
import { BuildError } from './build-error.ts';
import { bundle } from './bundle.ts';
import { resolveElectron } from './electron-runtime/resolve-electron.ts';
import { runHeadless } from './headless.ts';
import { runAdministratorsCommand } from './run-app.ts';
import { scriptCommand } from './script-command.ts';
import { ensureSystemPackages } from './system-packages.ts';

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/**
 * `npm start`: CareDesk with the sandbox on a desktop, the guided tour on a machine without. A command
 * of administrators (`npm start -- --check-policy <file>`) runs on either.
 */
async function start(): Promise<number> {
  const commands = process.argv.slice(2);
  const purpose = hasDisplay() ? 'desktop' : 'headless';
  if (commands.length === 0 && purpose === 'headless' && process.env['CAREDESK_POLICY']) {
    console.error('CAREDESK_POLICY needs a desktop session: without one there is only the tour.');
    return 2;
  }
  await ensureSystemPackages(commands.length > 0 ? 'desktop' : purpose);
  const { executable } = await resolveElectron();
  await bundle();
  if (commands.length > 0) return runAdministratorsCommand(executable, commands);
  if (purpose === 'desktop') {
    // Brings the sandbox with it, which the tour starts in its own process.
    const { startOnDesktop } = await import('./start-on-desktop.ts');
    return startOnDesktop(executable);
  }
  console.log('There is no display here, so this is the guided tour.\n');
  const [command, ...args] = scriptCommand('build/tour.ts');
  return runHeadless(command, args, { CAREDESK_ELECTRON: executable });
}

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error instanceof BuildError ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}
