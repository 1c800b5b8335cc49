import { wordsFor } from '../contract/failures.ts';
import { fileFaultLine, fileReportLines } from '../contract/file-report.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { provision, type SecretPlaces } from '../identity/provisioned-secrets.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { encodingFault } from '../policy/text-encoding.ts';
import { parseRbacCsv } from '../rbac/rbac-csv.ts';
import { RbacCsvError } from '../rbac/rbac-csv-error.ts';
import { type RbacStore, RbacStoreError } from '../rbac/rbac-store.ts';
import type { AdministratorCommand } from './administrator-command.ts';
import type { CommandOutcome } from './command-outcome.ts';
import { passwordStoreWords } from './password-store-words.ts';
import { removeKeychainItems } from './remove-user-data.ts';
import type { Shredded } from './shred-file.ts';

/** What became of the files that CareDesk keeps for an account. */
export type RemovedFiles =
  | { readonly kind: 'removed' }
  /** CareDesk is open for this account, so nothing was tried. */
  | { readonly kind: 'in-use' }
  /** Folders that are still there, in whole or in part. */
  | { readonly kind: 'left'; readonly folders: readonly string[] };

export interface CommandDependencies {
  readonly platform: NodeJS.Platform;
  readonly secrets: SecretPlaces;
  readonly rbac: RbacStore;
  /** Every keychain service of CareDesk. */
  readonly keychains: readonly Keychain[];
  /** Rejects when the file cannot be read. */
  readFile(path: string): Promise<string>;
  /** Overwrites and removes a file; rejects when it cannot. */
  shred(path: string): Promise<Shredded>;
  removeFiles(): Promise<RemovedFiles>;
  checkPolicy(path: string): Promise<CommandOutcome>;
  /** Which CareDesk this is: a line or more. */
  version(): Promise<string>;
}

/** Runs an administrator's command. Never throws, and never repeats what a file holds. */
export async function runAdministratorCommand(
  command: Exclude<AdministratorCommand, { kind: 'none' }>,
  dependencies: CommandDependencies,
): Promise<CommandOutcome> {
  try {
    switch (command.kind) {
      case 'misused':
        return { exitCode: 2, words: command.words };
      case 'version':
        return { exitCode: 0, words: await dependencies.version() };
      case 'check-policy':
        return await dependencies.checkPolicy(command.file);
      case 'remove-user-data':
        return await removeUserData(dependencies);
      case 'provision':
        return await provisionFrom(command.file, dependencies);
      case 'import-rbac':
        return await importRbac(command.file, dependencies);
    }
  } catch (error) {
    return { exitCode: 1, words: wordsOf(error) };
  }
}

async function textOf(file: string, { readFile }: CommandDependencies): Promise<string> {
  return readFile(file).catch((cause: unknown) => {
    throw new CareDeskError('COMMAND_FILE_UNREADABLE', { detail: systemCode(cause), cause });
  });
}

/** Each goes on when the other fails, and each says what became of it. */
async function removeUserData(dependencies: CommandDependencies): Promise<CommandOutcome> {
  const files = await dependencies.removeFiles();
  const items = await removeKeychainItems(dependencies.keychains);
  const isDone = files.kind === 'removed' && items.left === 0 && items.refusal === null;
  const words = [filesWords(files), `Removed from the password store: ${items.removed}.`];
  if (items.left > 0) words.push(`Could not be removed: ${items.left}.`);
  if (items.refusal !== null) {
    words.push(
      'What else is in the password store is not known, and stays there.',
      passwordStoreWords(items.refusal, dependencies.platform),
    );
  }
  return { exitCode: isDone ? 0 : 1, words: words.join(' ') };
}

function filesWords(files: RemovedFiles): string {
  switch (files.kind) {
    case 'removed':
      return 'Settings and files of this account were removed.';
    case 'in-use':
      return 'Settings and files of this account were left, because CareDesk is open: close CareDesk and try again.';
    case 'left':
      return `Some files of this account could not be removed: close CareDesk and try again, or delete what is left of ${files.folders.join(' and ')}.`;
  }
}

async function provisionFrom(
  file: string,
  dependencies: CommandDependencies,
): Promise<CommandOutcome> {
  const text = await textOf(file, dependencies);
  const { kept, refused } = await provision(text, dependencies.secrets, file);
  const done = kept.length === 0 ? [] : [`Provisioned: ${kept.join(', ')}.`];
  if (refused !== null) {
    const words = [
      ...done,
      `CLIENT_NOT_PROVISIONED: ${refused.name} was not put into the password store of this account, and the provisioning file was left as it is.`,
      passwordStoreWords(refused.cause, dependencies.platform),
    ];
    return { exitCode: 1, words: words.join(' ') };
  }
  const shredded = await dependencies
    .shred(file)
    .then(
      shreddedWords,
      (error: unknown) =>
        `The provisioning file could not be removed (${systemCode(error)}): delete it yourself.`,
    );
  return { exitCode: 0, words: [...done, shredded].join(' ') };
}

function shreddedWords({ kind }: Shredded): string {
  switch (kind) {
    case 'removed':
      return 'The provisioning file was removed.';
    case 'removed-with-other-names':
      return 'The provisioning file was overwritten and removed; it had other names (hard links), which are empty now: delete them.';
    case 'link':
      return 'The provisioning file is a link and was left: delete the link and the file it leads to yourself.';
    case 'not-a-file':
      return 'The provisioning file is not a plain file and was left: delete it yourself.';
  }
}

async function importRbac(
  file: string,
  dependencies: CommandDependencies,
): Promise<CommandOutcome> {
  const text = await textOf(file, dependencies);
  const unreadable = encodingFault(text);
  if (unreadable !== null) {
    const words = `RBAC_CSV_INVALID: ${fileFaultLine(unreadable)} Nothing was imported.`;
    return { exitCode: 1, words };
  }
  const tables = parseRbacCsv(text, 'imported by an administrator');
  await dependencies.rbac.save(tables);
  const { baseline, includes } = tables;
  return {
    exitCode: 0,
    words: `Imported the activities of ${baseline.size} roles and ${includes.size} inclusions.`,
  };
}

/** What the system calls a failure, `EACCES` say: nothing of a file's. */
function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function wordsOf(error: unknown): string {
  if (error instanceof RbacCsvError) {
    return `RBAC_CSV_INVALID: line ${error.line}, column ${error.column}: ${error.reason} Nothing was imported.`;
  }
  if (error instanceof RbacStoreError) {
    return `${error.code}: the tables could not be kept (${systemCode(error.cause)}). Nothing was imported. Run the command as root or an administrator, who alone may write there.`;
  }
  if (error instanceof CareDeskError) {
    const { title, explanation, nextStep } = wordsFor(error.code);
    const detail = error.detail === null ? '' : ` (${error.detail})`;
    const lines = error.report === null ? [] : fileReportLines(error.report);
    return [`${error.code}${detail}: ${title}. ${explanation} ${nextStep}`, ...lines].join('\n');
  }
  return `The command stopped at something unexpected (${systemCode(error)}). Look at what it was to change before you run it again.`;
}
