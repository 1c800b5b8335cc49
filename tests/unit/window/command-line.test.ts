import { describe, expect, it } from 'vitest';
import {
  administratorCommand,
  switchesBeside,
} from '../../../electron/administration/administrator-command.ts';
import {
  dropUnsafeVariables,
  refusedArgument,
  refusedSwitch,
} from '../../../electron/window/command-line.ts';

const own = ['provision'];
const refusedOn = (platform: NodeJS.Platform, ...args: string[]) =>
  refusedArgument(['caredesk', ...args], platform, own);

describe('the command line of an installed CareDesk', () => {
  it.each([
    ['a debugger', '--remote-debugging-port=9222', 'remote-debugging-port'],
    ['a debugger of Node', '--inspect', 'inspect'],
    ['a switch behind a blank', ' --ignore-certificate-errors', 'ignore-certificate-errors'],
    ['a switch behind a line break', '\u0085--proxy-pac-url=http://x/', 'proxy-pac-url'],
    ['somebody else’s profile', '--user-data-dir=/tmp/x', 'user-data-dir'],
    [
      'certificates that are not checked',
      '--ignore-certificate-errors',
      'ignore-certificate-errors',
    ],
    ['names that lead elsewhere', '--host-resolver-rules=MAP * 1.2.3.4', 'host-resolver-rules'],
    ['another proxy', '--proxy-pac-url=http://x/', 'proxy-pac-url'],
    ['Chromium’s features', '--disable-features=NetworkServiceSandbox', 'disable-features'],
    ['no sandbox', '--no-sandbox', 'no-sandbox'],
    ['a single dash', '-no-sandbox', 'no-sandbox'],
    ['what nobody knows', '--brand-new-switch', 'brand-new-switch'],
  ])('refuses %s', (_case, argument, name) => {
    expect(refusedOn('linux', '--lang=en-GB', argument)).toBe(name);
  });

  it('refuses on Windows what Chromium takes for a switch there', () => {
    expect(refusedOn('win32', '/remote-debugging-port=9222')).toBe('remote-debugging-port');
    expect(refusedOn('win32', '--No-Sandbox')).toBe('no-sandbox');
    expect(refusedOn('win32', '--LANG=en-GB')).toBeNull();
    expect(refusedOn('linux', '/home/a/policy.json')).toBeNull();
  });

  it('judges what stands behind two dashes, too', () => {
    expect(refusedOn('linux', '--', '--no-sandbox')).toBe('no-sandbox');
  });

  it('accepts what changes only how it looks, its own commands and their files', () => {
    expect(refusedOn('linux')).toBeNull();
    expect(
      refusedOn('linux', '--lang=en-GB', '--disable-gpu', '--force-renderer-accessibility'),
    ).toBeNull();
    expect(refusedOn('linux', '--provision', '/root/client.json')).toBeNull();
    expect(refusedOn('linux', '-')).toBeNull();
  });

  it('refuses what the environment switched on', () => {
    expect(refusedSwitch((name) => name === 'no-sandbox', own)).toBe('no-sandbox');
    expect(refusedSwitch((name) => ['lang', 'disable-gpu'].includes(name), own)).toBeNull();
  });

  it.each([
    [['--no-sandbox'], 'no-sandbox'],
    [['--no-sandbox', '/etc/caredesk/policy.json'], 'no-sandbox'],
    [['--no-sandbox', '--import-rbac', 'nrd.csv'], null],
    [['--version', '--no-sandbox'], null],
    [['--no-sandbox', '--check-policy', 'p.json', '--inspect'], 'inspect'],
    [['--no-sandbox', '--Import-Rbac', 'nrd.csv'], 'no-sandbox'],
  ])('%j is without Chromium’s sandbox beside a command only', (args, refused) => {
    const beside = switchesBeside(administratorCommand(['caredesk', ...args]));
    expect(refusedArgument(['caredesk', ...args], 'linux', beside)).toBe(refused);
    expect(refusedSwitch((name) => name === 'no-sandbox', beside)).toBe(
      refused === 'no-sandbox' ? 'no-sandbox' : null,
    );
  });
});

describe('the environment of an installed CareDesk', () => {
  it('loses what would write keys down or trust more, and nothing else', () => {
    const environment = {
      SSLKEYLOGFILE: '/tmp/k',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      PATH: '/bin',
    };
    dropUnsafeVariables(environment);
    expect(environment).toEqual({ PATH: '/bin' });
  });
});
