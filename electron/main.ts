import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog, Menu } from 'electron';
import { administratorCommand, switchesBeside } from './administration/administrator-command.ts';
import { becomesOnlyInstance } from './app/only-instance.ts';
import { startApp } from './app/start-app.ts';
import { packedBuild } from './policy/build-stamp.ts';
import { type Decisions, machineDecisions } from './policy/machine-folder.ts';
import type { Handover } from './succession/handover.ts';
import { successorSwitch } from './succession/successor.ts';
import { registerAppScheme } from './window/app-protocol.ts';
import { dropUnsafeVariables, refusedArgument, refusedSwitch } from './window/command-line.ts';
import { limitBlink } from './window/way-out.ts';

/** True in the bundle of a checkout, false in that of a package: build/bundle.ts. */
declare const __CAREDESK_DEVELOPMENT__: boolean | undefined;

// What the bundler puts in the place of this name decides, and not `app.isPackaged`: that is asked
// of the name of the executable, which anybody can give to a copy. No name at all is a package.
const development =
  typeof __CAREDESK_DEVELOPMENT__ !== 'undefined' && __CAREDESK_DEVELOPMENT__
    ? await import('./development.ts')
    : null;

registerAppScheme();
const command = administratorCommand(process.argv);
if (development === null) startOnlyAsInstalled();
const build =
  development === null
    ? packedBuild(() => readFileSync(join(app.getAppPath(), 'build.json'), 'utf8'))
    : 'development';
// Chromium does not run sandboxed as root, and with this call it would not start at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
limitBlink(app.commandLine);
Menu.setApplicationMenu(null);

const userData = development?.userDataFolder(process.env) ?? null;
if (userData !== null) app.setPath('userData', resolve(userData));

if (command.kind !== 'none') {
  // Waited for here, Electron does not get ready: no profile is made that would be in the way.
  const { runInApp } = await import('./administration/app-command.ts');
  await runInApp(command, { decisions: decisions(), build });
} else {
  const handover = app.commandLine.hasSwitch(successorSwitch)
    ? (await import('./succession/read-handover.ts')).readHandover(
        app.getPath('userData'),
        Date.now(),
      )
    : null;
  // A successor becomes the only one when the process is gone that it follows.
  if (handover !== null || becomesOnlyInstance()) start(handover);
}

function start(handover: Handover | null): void {
  startApp({
    out: join(import.meta.dirname, '..'),
    build,
    decisions: decisions(),
    policySources: development?.developmentPolicySources(process.env) ?? null,
    handover,
    startSuccessor: development?.successorStarter(process.env) ?? null,
    time: development?.developmentTime() ?? null,
  });
}

/** What opens an installed CareDesk to whoever can start it differently is refused, or dead. */
function startOnlyAsInstalled(): void {
  dropUnsafeVariables(process.env);
  const own = switchesBeside(command);
  const refused =
    refusedArgument(process.argv, process.platform, own) ??
    refusedSwitch((name) => app.commandLine.hasSwitch(name), own);
  if (refused === null) return;
  const words = `CareDesk does not start with --${refused}. Remove it and start again.`;
  process.stderr.write(`${words}\n`);
  // On Windows nobody sees what a program without a console writes; a deployment tool sees the code.
  if (process.platform === 'win32' && command.kind === 'none')
    dialog.showErrorBox('CareDesk', words);
  app.exit(1);
}

function decisions(): Decisions {
  return (
    development?.developmentDecisions(app.getPath('userData')) ?? machineDecisions(process.platform)
  );
}
