/**
 * Switches that open an installed CareDesk to whoever can start it with arguments: debuggers,
 * other people's profiles, and Chromium without its checks of certificates and names.
 */
const refusedSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'inspect',
  'inspect-brk',
  'js-flags',
  'user-data-dir',
  'load-extension',
  'disable-extensions-except',
  'no-sandbox',
  'disable-web-security',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'host-rules',
  'host-resolver-rules',
  'proxy-server',
  'proxy-pac-url',
  'log-net-log',
  'ssl-key-log-file',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
] as const;

/** The first switch given that an installed CareDesk does not start with, or null. */
export function refusedSwitch(hasSwitch: (name: string) => boolean): string | null {
  return refusedSwitches.find(hasSwitch) ?? null;
}
