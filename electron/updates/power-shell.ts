import { win32 } from 'node:path';

/** A script for Windows PowerShell, ready to be run without a shell. */
export interface PowerShellCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What PowerShell needs of the environment, and nothing that could change what it loads. */
const passedOn = [
  'TEMP',
  'TMP',
  'USERPROFILE',
  'LOCALAPPDATA',
  'APPDATA',
  'ProgramData',
  'SystemDrive',
];

/**
 * The PowerShell of Windows itself, for a script about one file, which comes in the environment
 * variable CAREDESK_PACKAGE: no quoting, no injection.
 * @throws Error when SystemRoot is not a folder of Windows
 */
export function powerShellCommand(
  script: string,
  packageFile: string,
  environment: Readonly<Record<string, string | undefined>>,
): PowerShellCommand {
  const systemRoot = environment['SystemRoot'] ?? environment['SYSTEMROOT'] ?? '';
  // Whoever sets the variable chooses the program that judges. A folder of that name at the top of
  // a drive is asked for, which keeps mistakes out and not somebody with a drive of their own; what
  // such a program lets pass still has to have the hash in the signed feed.
  if (!/^[A-Za-z]:\\(Windows|WINNT)$/i.test(systemRoot)) {
    throw new Error('SystemRoot is not a Windows folder');
  }
  const powerShell = win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0');
  return {
    file: win32.join(powerShell, 'powershell.exe'),
    args: ['-NoProfile', '-NonInteractive', '-InputFormat', 'None', '-Command', script],
    env: {
      ...Object.fromEntries(passedOn.map((name) => [name, environment[name] ?? ''])),
      SystemRoot: systemRoot,
      windir: systemRoot,
      PATH: win32.join(systemRoot, 'System32'),
      // Only Windows' own modules: one in the person's folder must not answer in their place.
      PSModulePath: win32.join(powerShell, 'Modules'),
      CAREDESK_PACKAGE: packageFile,
    },
  };
}
