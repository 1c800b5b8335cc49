/** What an administrator asked for on the command line; `none` starts CareDesk as usual. */
export type AdministratorCommand =
  | { readonly kind: 'none' }
  | { readonly kind: FileCommand; readonly file: string }
  | { readonly kind: 'remove-user-data' }
  | { readonly kind: 'version' }
  | { readonly kind: 'misused'; readonly words: string };

/** Commands that work on a file. */
type FileCommand = 'provision' | 'import-rbac' | 'check-policy';

const commands = {
  '--provision': 'provision',
  '--import-rbac': 'import-rbac',
  '--check-policy': 'check-policy',
  '--remove-user-data': 'remove-user-data',
  '--version': 'version',
} as const;

/** The switches of these commands, without dashes. */
export const administratorSwitches = Object.keys(commands).map((name) => name.replace(/^--/, ''));

/**
 * Switches that CareDesk starts with on account of a command, without dashes.
 *
 * Root is one who needs `--no-sandbox`: Chromium does not start as root without it, and only root may
 * write where administrators decide. A command opens no page, so there is nothing to keep in a sandbox;
 * without a command it stays refused.
 */
export function switchesBeside({ kind }: AdministratorCommand): readonly string[] {
  return kind === 'none' ? [] : [...administratorSwitches, 'no-sandbox'];
}

/**
 * Reads `caredesk --provision <file>`, `--import-rbac <csv>` and `--check-policy <file>`, or with
 * `=`, `caredesk --remove-user-data` and `caredesk --version`.
 */
export function administratorCommand(args: readonly string[]): AdministratorCommand {
  const given = args.flatMap((argument, at) => {
    const [name = '', ...value] = argument.split('=');
    const kind = Object.entries(commands).find(([command]) => command === name)?.[1];
    if (kind === undefined) return [];
    return [{ kind, name, file: value.length > 0 ? value.join('=') : (args[at + 1] ?? '') }];
  });
  const [first, ...more] = given;
  if (first === undefined) return { kind: 'none' };
  if (more.length > 0) return misused('Give one command at a time.');
  if (first.kind === 'remove-user-data' || first.kind === 'version') return { kind: first.kind };
  if (first.file === '' || first.file.startsWith('--')) {
    return misused(`Say which file: caredesk ${first.name} <file>`);
  }
  return { kind: first.kind, file: first.file };
}

function misused(words: string): AdministratorCommand {
  return { kind: 'misused', words };
}
