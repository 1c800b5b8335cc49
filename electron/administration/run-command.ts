import { CareDeskError } from '../contract/caredesk-error.ts';
import { wordsFor } from '../contract/failures.ts';
import { provision, type SecretPlaces } from '../identity/provisioned-secrets.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { parseRbacCsv } from '../rbac/rbac-csv.ts';
import { RbacCsvError } from '../rbac/rbac-csv-error.ts';
import { type RbacStore, RbacStoreError } from '../rbac/rbac-store.ts';
import type { AdministratorCommand } from './administrator-command.ts';
import { removeKeychainItems } from './remove-user-data.ts';

/** What came of a command, for the console and the deployment tool. */
export interface CommandOutcome {
  /** 0 done, 1 not done (and nothing changed, but for what the words say), 2 misused. */
  readonly exitCode: 0 | 1 | 2;
  readonly words: string;
}

export interface CommandDependencies {
  readonly secrets: SecretPlaces;
  readonly rbac: RbacStore;
  /** Every keychain service of CareDesk. */
  readonly keychains: readonly Keychain[];
  /** Rejects when the file cannot be read. */
  readFile(path: string): Promise<string>;
  /** Overwrites and removes a file. */
  shred(path: string): Promise<void>;
  /** Removes the files CareDesk keeps for this account; rejects when some are left. */
  removeFiles(): Promise<void>;
}

/** Runs an administrator's command. Never throws, and never repeats what a file holds. */
export async function runAdministratorCommand(
  command: Exclude<AdministratorCommand, { kind: 'none' }>,
  dependencies: CommandDependencies,
): Promise<CommandOutcome> {
  if (command.kind === 'misused') return { exitCode: 2, words: command.words };
  try {
    if (command.kind === 'remove-user-data') return await removeUserData(dependencies);
    const text = await dependencies.readFile(command.file).catch((cause: unknown) => {
      throw new CareDeskError('COMMAND_FILE_UNREADABLE', { cause });
    });
    return command.kind === 'provision'
      ? await provisionFrom(command.file, text, dependencies)
      : await importRbac(text, dependencies);
  } catch (error) {
    return { exitCode: 1, words: wordsOf(error) };
  }
}

/** Each goes on when the other fails: what can be removed is. */
async function removeUserData(dependencies: CommandDependencies): Promise<CommandOutcome> {
  const files = await dependencies.removeFiles().then(
    () => ({ isDone: true, words: 'Settings and files of this account were removed.' }),
    () => ({
      isDone: false,
      words: 'Some files of this account could not be removed: close CareDesk and try again.',
    }),
  );
  const { removed, left } = await removeKeychainItems(dependencies.keychains);
  const stays = left === 0 ? '' : ` Could not be removed: ${left}.`;
  return {
    exitCode: left === 0 && files.isDone ? 0 : 1,
    words: `${files.words} Removed from the password store: ${removed}.${stays}`,
  };
}

async function provisionFrom(
  file: string,
  text: string,
  { secrets, shred }: CommandDependencies,
): Promise<CommandOutcome> {
  const names = await provision(text, secrets);
  const done = `Provisioned: ${names.join(', ')}.`;
  const shredded = await shred(file).then(
    () => true,
    () => false,
  );
  return {
    exitCode: 0,
    words: shredded
      ? `${done} The provisioning file was removed.`
      : `${done} The provisioning file could not be removed: delete it yourself.`,
  };
}

async function importRbac(text: string, { rbac }: CommandDependencies): Promise<CommandOutcome> {
  const tables = parseRbacCsv(text, 'imported by an administrator');
  await rbac.save(tables);
  const { baseline, includes } = tables;
  return {
    exitCode: 0,
    words: `Imported the activities of ${baseline.size} roles and ${includes.size} inclusions.`,
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof RbacCsvError) {
    return `RBAC_CSV_INVALID: line ${error.line}, column ${error.column}: ${error.reason} Nothing was imported.`;
  }
  if (error instanceof RbacStoreError) {
    return `${error.code}: the tables could not be kept. Check that you may write there, and run the command again.`;
  }
  if (error instanceof CareDeskError) {
    const { title, explanation, nextStep } = wordsFor(error.code);
    const detail = error.detail === null ? '' : ` (${error.detail})`;
    return `${error.code}${detail}: ${title}. ${explanation} ${nextStep}`;
  }
  return 'Something unexpected went wrong. Nothing was changed.';
}
