import { readAdministratorsFile } from './administrators-file.ts';

/**
 * The folder where an installed CareDesk finds what administrators decide for the whole PC; only
 * they may write there.
 *
 * Not asked of `%ProgramData%`: whoever starts CareDesk sets its environment, and would set their
 * own folder. Where Windows keeps that folder elsewhere, the policy has to come from the registry.
 */
export function machineFolder(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'C:\\ProgramData\\CareDesk' : '/etc/caredesk';
}

/** The file in it that holds the policy. */
export function machinePolicyFile(platform: NodeJS.Platform): string {
  return `${machineFolder(platform)}${platform === 'win32' ? '\\' : '/'}policy.json`;
}

/** Where administrators' decisions lie, and the one way to read them. */
export interface Decisions {
  readonly folder: string;
  /**
   * Text of a file in the folder, null when there is none.
   * @throws UnsafeFileError when others than administrators may have written it
   */
  readText(path: string): Promise<string | null>;
}

/** The decisions for this PC, which only administrators can have written. */
export function machineDecisions(platform: NodeJS.Platform): Decisions {
  return {
    folder: machineFolder(platform),
    readText: (path) => readAdministratorsFile(path, platform),
  };
}
