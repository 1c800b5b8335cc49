/** Makes a program one of a desktop: where it shows its windows, which keyring and which home it has. */
const names = [
  'DISPLAY',
  'DBUS_SESSION_BUS_ADDRESS',
  'HOME',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
] as const;

const variable = 'CAREDESK_DESKTOPS';

type Environment = Readonly<Record<string, string | undefined>>;

/** What makes a program one of a desktop, by the name of the environment variable. */
export type Desktop = Readonly<Record<string, string>>;

/** The variable by which a command that has several desktops knows them all. */
export function writeDesktops(
  environments: readonly Environment[],
): Readonly<Record<string, string>> {
  const desktops = environments.map((environment) =>
    Object.fromEntries(names.map((name) => [name, environment[name] ?? ''])),
  );
  return { [variable]: JSON.stringify(desktops) };
}

/** The desktops this process has; none where nobody has started any for it. */
export function readDesktops(environment: Environment): readonly Desktop[] {
  const written = environment[variable] ?? '';
  return written === '' ? [] : (JSON.parse(written) as readonly Desktop[]);
}
