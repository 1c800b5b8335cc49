import process from 'node:process';
import { app } from 'electron';

/**
 * Has CareDesk started once more when this one has ended.
 * @param args in place of those this one was started with
 */
export function relaunch(args?: readonly string[]): void {
  // An AppImage is mounted anew at every start: it is the file that is started again.
  const execPath = process.env['APPIMAGE'];
  app.relaunch({
    ...(execPath === undefined ? {} : { execPath }),
    ...(args === undefined ? {} : { args: [...args] }),
  });
}
