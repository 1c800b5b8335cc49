import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

/*
 * In place of fpm, where electron-builder cannot download it: makes a .deb of the same arguments with
 * dpkg-deb. Knows only what electron-builder passes, and fails at anything else.
 */

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { ...text, short: 's' },
    output: { ...text, short: 't' },
    depends: { ...text, short: 'd', multiple: true },
    'deb-recommends': { ...text, multiple: true },
    'deb-compression': text,
    'deb-priority': text,
    'after-install': text,
    'after-remove': text,
    architecture: text,
    category: text,
    description: text,
    force: { type: 'boolean' },
    license: text,
    maintainer: text,
    name: text,
    package: text,
    url: text,
    vendor: text,
    version: text,
  },
});

/** Kilobytes that the files of a folder take (Debian Policy 5.6.20, “Installed-Size”). */
function kilobytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, entry) => {
    const size = entry.isFile() ? lstatSync(join(entry.parentPath, entry.name)).size : 0;
    return sum + Math.max(1, Math.ceil(size / 1024));
  }, 0);
}

const [summary = '', ...more] = (values.description ?? '').trim().split('\n');
const control = {
  Package: values.name,
  Version: values.version,
  Architecture: values.architecture,
  Maintainer: values.maintainer,
  Section: values.category,
  Priority: values['deb-priority'],
  Homepage: values.url,
  Depends: values.depends?.join(', '),
  Recommends: values['deb-recommends']?.join(', '),
  Description: [summary, ...more.map((line) => ` ${line.trim()}`)].join('\n'),
};

const tree = mkdtempSync(join(tmpdir(), 'fpm-stand-in-'));
try {
  chmodSync(tree, 0o755);
  for (const pair of positionals) {
    const at = pair.lastIndexOf('=');
    const [source, target] = [pair.slice(0, at), join(tree, pair.slice(at + 1))];
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target, { recursive: true });
  }
  const installedSize = String(kilobytesOf(tree));
  mkdirSync(join(tree, 'DEBIAN'));
  const fields = Object.entries({ ...control, 'Installed-Size': installedSize }).filter(
    ([, value]) => value !== undefined,
  );
  const lines = fields.map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(tree, 'DEBIAN/control'), lines.join(''));
  const scripts = { postinst: values['after-install'], postrm: values['after-remove'] };
  for (const [name, file = ''] of Object.entries(scripts)) {
    cpSync(file, join(tree, 'DEBIAN', name));
    chmodSync(join(tree, 'DEBIAN', name), 0o755);
  }
  const { status } = spawnSync(
    'dpkg-deb',
    ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, values.package ?? ''],
    { stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(tree, { recursive: true, force: true });
}
