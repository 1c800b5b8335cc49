/** One thing Linux must have, how to see that it is there, and which package brings it. */
export interface SystemNeed {
  /** Any one of these commands in `PATH`, shared libraries or files satisfies the need. */
  readonly anyOf:
    | { readonly commands: readonly string[] }
    | { readonly libraries: readonly string[] }
    | { readonly files: readonly string[] };
  /** Debian and Ubuntu packages that bring it, newest name first. */
  readonly packages: readonly string[];
}

const library = (name: string, ...packages: string[]): SystemNeed => ({
  anyOf: { libraries: [name] },
  packages,
});
const command = (name: string, ...packages: string[]): SystemNeed => ({
  anyOf: { commands: [name] },
  packages: packages.length === 0 ? [name] : packages,
});

/** What Electron and the keychain module load. */
const electronNeeds: readonly SystemNeed[] = [
  library('libnss3.so', 'libnss3'),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'),
  library('libgtk-3.so.0', 'libgtk-3-0t64', 'libgtk-3-0'),
  library('libgbm.so.1', 'libgbm1'),
  library('libasound.so.2', 'libasound2t64', 'libasound2'),
  library('libsecret-1.so.0', 'libsecret-1-0'),
];

/** What CareDesk needs on a Linux desktop. */
export const desktopNeeds: readonly SystemNeed[] = [
  ...electronNeeds,
  command('xdg-open', 'xdg-utils'),
];

/** What the tour and the tests need on a Linux machine without a desktop. */
export const headlessNeeds: readonly SystemNeed[] = [
  ...electronNeeds,
  command('Xvfb', 'xvfb'),
  command('dbus-daemon', 'dbus-daemon', 'dbus'),
  command('dbus-send', 'dbus-bin', 'dbus'),
  command('gnome-keyring-daemon', 'gnome-keyring'),
  // The packaged CareDesk is used by keyboard and screen reader alone.
  command('xdotool'),
  {
    anyOf: { files: ['/usr/libexec/at-spi-bus-launcher', '/usr/lib/at-spi-bus-launcher'] },
    packages: ['at-spi2-core'],
  },
  {
    anyOf: { files: ['/usr/lib/python3/dist-packages/gi/__init__.py'] },
    packages: ['python3-gi'],
  },
  {
    anyOf: {
      files: [
        '/usr/lib/x86_64-linux-gnu/girepository-1.0/Atspi-2.0.typelib',
        '/usr/lib/aarch64-linux-gnu/girepository-1.0/Atspi-2.0.typelib',
      ],
    },
    packages: ['gir1.2-atspi-2.0'],
  },
  // AppImages, for the update of one version by the next.
  command('mksquashfs', 'squashfs-tools'),
  command('unsquashfs', 'squashfs-tools'),
  command('desktop-file-validate', 'desktop-file-utils'),
  // A private certification authority, made and trusted in tests.
  command('openssl'),
  command('certutil', 'libnss3-tools'),
  {
    anyOf: { commands: ['chromium', 'chromium-browser', 'google-chrome'] },
    packages: ['chromium'],
  },
  // The Windows installer is compiled, packed and signed with a certificate of the day.
  command('makensis', 'nsis'),
  command('7za', 'p7zip-full', '7zip'),
  // Alone reads the installer.
  command('7z', 'p7zip-full', '7zip'),
  command('osslsigncode'),
  // Arial's metrics, so that text wraps in screenshots as it does on a PC.
  {
    anyOf: {
      files: [
        '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
        '/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf',
        '/usr/share/fonts/liberation-sans/LiberationSans-Regular.ttf',
      ],
    },
    packages: ['fonts-liberation'],
  },
];

/** What is there, as seen by `system-packages.ts`. */
export interface SystemView {
  hasCommand(name: string): boolean;
  hasLibrary(name: string): boolean;
  hasFile(path: string): boolean;
}

/** The needs that nothing on this machine satisfies. */
export function unmetNeeds(
  needs: readonly SystemNeed[],
  system: SystemView,
): readonly SystemNeed[] {
  return needs.filter(({ anyOf }) => {
    if ('commands' in anyOf) return !anyOf.commands.some((name) => system.hasCommand(name));
    if ('libraries' in anyOf) return !anyOf.libraries.some((name) => system.hasLibrary(name));
    return !anyOf.files.some((path) => system.hasFile(path));
  });
}

/**
 * The packages to install: of each need's names the first one this release of the distribution
 * knows, or the last one when it knows none.
 */
export function packagesFor(
  needs: readonly SystemNeed[],
  isKnown: (name: string) => boolean,
): readonly string[] {
  const names = needs.map(
    ({ packages }) => packages.find((name) => isKnown(name)) ?? packages.at(-1) ?? '',
  );
  return [...new Set(names)].filter((name) => name !== '');
}
