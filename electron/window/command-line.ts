/**
 * Chromium's switches that an installed CareDesk starts with: how it looks, how it draws, and what
 * assistive technology needs. Everything else is refused, whether it is known to open a debugger,
 * to weaken the checks of certificates and names, or not known at all.
 */
const acceptedSwitches: ReadonlySet<string> = new Set([
  'lang',
  'force-renderer-accessibility',
  'force-device-scale-factor',
  'force-high-contrast',
  'high-dpi-support',
  'disable-gpu',
  'disable-gpu-compositing',
  'disable-software-rasterizer',
  'ozone-platform',
  'ozone-platform-hint',
  // CareDesk starts the process that follows this one with it.
  'successor',
  // The installer starts the new version with it after an update.
  'updated',
]);

/** What the environment, too, can switch on (ELECTRON_DISABLE_SANDBOX, distributors' flags). */
const refusedSwitches = [
  'no-sandbox',
  'disable-gpu-sandbox',
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  'js-flags',
  'user-data-dir',
  'disable-web-security',
  'ignore-certificate-errors',
  'host-resolver-rules',
  'proxy-server',
  'log-net-log',
  'ssl-key-log-file',
] as const;

/**
 * The first switch of the command line that an installed CareDesk does not start with, without its
 * value and its dashes; null when there is none. What is no switch is let through: nothing reads it.
 *
 * @param argv as in `process.argv`, the program first
 * @param ownSwitches CareDesk's own, without dashes: `switchesBeside` an administrator's command
 */
export function refusedArgument(
  argv: readonly string[],
  platform: NodeJS.Platform,
  ownSwitches: readonly string[],
): string | null {
  for (const argument of argv.slice(1)) {
    const name = switchName(argument, platform);
    if (name === null || acceptedSwitches.has(name) || ownSwitches.includes(name)) continue;
    return name;
  }
  return null;
}

/**
 * The first switch in force that an installed CareDesk does not start with, or null.
 * @param ownSwitches as for `refusedArgument`
 */
export function refusedSwitch(
  hasSwitch: (name: string) => boolean,
  ownSwitches: readonly string[],
): string | null {
  return refusedSwitches.find((name) => !ownSwitches.includes(name) && hasSwitch(name)) ?? null;
}

/**
 * What Chromium takes for a switch (its `base/command_line.cc`): one dash or two, on Windows a
 * slash as well and in any case of letters.
 */
function switchName(written: string, platform: NodeJS.Platform): string | null {
  // Chromium drops blanks around an argument before it looks for a switch.
  const argument = written.replace(/^[\s\u0085]+/u, '');
  const isWindows = platform === 'win32';
  const prefix = (isWindows ? /^(--|-|\/)/ : /^(--|-)/).exec(argument)?.[0];
  if (prefix === undefined) return null;
  const [name = ''] = argument.slice(prefix.length).split('=');
  // A dash alone is a word, two alone end the switches; what follows them is judged all the same.
  if (name === '') return null;
  return isWindows ? name.toLowerCase() : name;
}

/**
 * Environment variables with which Chromium or Node would write down keys or trust more than this
 * PC does. They are taken away before either reads them; the fuses see to NODE_OPTIONS,
 * NODE_EXTRA_CA_CERTS and ELECTRON_RUN_AS_NODE.
 */
const droppedVariables = ['SSLKEYLOGFILE', 'NODE_TLS_REJECT_UNAUTHORIZED'] as const;

/** Takes those variables out of the environment. Call it before the app is ready. */
export function dropUnsafeVariables(environment: Record<string, string | undefined>): void {
  for (const name of droppedVariables) delete environment[name];
}
