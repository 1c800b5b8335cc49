// The app inside the registry runtime, which has no default app of its own: it makes
// `electron <folder>` start the app in that folder, as the stock runtime does.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

/** What Electron's own default app calls; not part of the documented API. */
interface DefaultAppSetters {
  setVersion(version: string): void;
  setAppPath(folder: string): void;
}
const defaultApp = app as typeof app & DefaultAppSetters;

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (folder === undefined) {
  console.error('Name the folder of the app to start.');
  app.exit(2);
} else {
  const appFolder = resolve(folder);
  const manifest = JSON.parse(await readFile(join(appFolder, 'package.json'), 'utf8'));
  const name: string = manifest.productName ?? manifest.name;
  app.setName(name);
  defaultApp.setVersion(manifest.version);
  app.setPath('userData', join(app.getPath('appData'), name));
  defaultApp.setAppPath(appFolder);
  // Awaited at top level: Electron holds `ready` back until this module has loaded, and the app
  // must be able to register its scheme before.
  await import(pathToFileURL(join(appFolder, manifest.main)).href);
}
