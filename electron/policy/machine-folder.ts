/**
 * The folder where an installed CareDesk finds what administrators decide for the whole PC; only
 * they may write there.
 */
export function machineFolder(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  return platform === 'win32'
    ? `${environment['ProgramData'] ?? 'C:\\ProgramData'}\\CareDesk`
    : '/etc/caredesk';
}
