/** What an administrator asked for on the command line; `none` starts CareDesk as usual. */
export type AdministratorCommand =
  | { readonly kind: 'none' }
  | { readonly kind: 'provision'; readonly file: string }
  | { readonly kind: 'import-rbac'; readonly file: string }
  | { readonly kind: 'remove-user-data' }
  | { readonly kind: 'misused'; readonly words: string };

const commands = {
  '--provision': 'provision',
  '--import-rbac': 'import-rbac',
  '--remove-user-data': 'remove-user-data',
} as const;

/** The switches of these commands, without dashes. */
export const administratorSwitches = Object.keys(commands).map((name) => name.replace(/^--/, ''));

/**
 * Reads `caredesk --provision <file>` and `caredesk --import-rbac <csv>`, or with `=`, and
 * `caredesk --remove-user-data`.
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
  if (first.kind === 'remove-user-data') return { kind: first.kind };
  if (first.file === '' || first.file.startsWith('--')) {
    return misused(`Say which file: caredesk ${first.name} <file>`);
  }
  return { kind: first.kind, file: first.file };
}

function misused(words: string): AdministratorCommand {
  return { kind: 'misused', words };
}
