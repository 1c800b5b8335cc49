import process from 'node:process';
import { app } from 'electron';

/** Has CareDesk started once more when this one has ended. */
export function relaunch(): void {
  // An AppImage is mounted anew at every start: it is the file that is started again.
  const execPath = process.env['APPIMAGE'];
  app.relaunch(execPath === undefined ? {} : { execPath });
}
