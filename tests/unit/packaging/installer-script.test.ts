import { describe, expect, it } from 'vitest';
import { documentedValues, type RegistryValue, readProjectFile } from './registry-table.ts';

const script = readProjectFile('build/installer/installer.nsh')
  .split('\n')
  // Names in angle brackets: in quotes, ${…} would look like a mistaken template here.
  .map((line) => line.trim().replaceAll(/\$\{([\w.]+)\}/g, '<$1>'))
  .filter((line) => !line.startsWith('#'));
const text = script.join('\n');

const types: Readonly<Record<string, RegistryValue['type']>> = {
  WriteRegStr: 'string',
  WriteRegExpandStr: 'expandable string',
  WriteRegDWORD: 'number',
};

const defines = new Map(
  script.flatMap((line) => {
    const found = /^!define (\w+) "?([^"]+)"?$/.exec(line);
    return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const];
  }),
);

/** What $R0 may hold where it is written. */
const channels = [...text.matchAll(/StrCpy \$R0 "(nsis-\w+)"/g)].map(([, name = '']) => name);

const written = script
  .filter((line) => line.startsWith('WriteReg'))
  .map((line) => {
    const found = /^(\w+) (HKLM|SHELL_CONTEXT) "<(\w+)>" "(\w+)" "?([^"]+)"?$/.exec(line);
    const [, command = '', root = '', key = '', name = '', data = ''] = found ?? [];
    return {
      root,
      key: defines.get(key) ?? line,
      name,
      type: types[command],
      data: data === '$R0' ? channels : [data],
    };
  });

describe('the installer’s own script', () => {
  it('writes exactly the registry values that are documented', () => {
    const documented = documentedValues().map((value) => ({
      ...value,
      // The MSI's is not the setup program's to write.
      data: value.data.filter((data) => data !== 'msi'),
    }));
    const values = written.map(({ root: _root, ...value }) => value);
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(values.toSorted(byName)).toEqual(documented.toSorted(byName));
    expect(values.length).toBeGreaterThan(0);
  });

  it('removes again what it writes, and only when it is not an update', () => {
    const uninstall = text.slice(text.indexOf('!macro customUnInstall\n'));
    expect(uninstall).toMatch(/^!macro customUnInstall\n<IfNot> <isUpdated>/);
    expect(uninstall).toContain('DeleteRegKey HKLM "<CAREDESK_EVENT_SOURCE_KEY>"');
    expect(uninstall).toContain('DeleteRegValue SHELL_CONTEXT "<CAREDESK_KEY>" "installChannel"');
    // A key that others write to stays.
    expect(uninstall).toContain('DeleteRegKey /ifempty SHELL_CONTEXT "<CAREDESK_KEY>"');
  });

  it('opens no firewall port', () => {
    expect(text).not.toMatch(/firewall|netsh|advfirewall|SimpleFC/i);
  });

  it('starts no script and no PowerShell', () => {
    expect(text).not.toMatch(/powershell|cmd\.exe|wscript|cscript|\.ps1|\.bat|\.vbs/i);
    const started = [...text.matchAll(/(?:Exec|ExecWait|nsExec::\w+) '"([^"]+)"/g)].map(
      ([, program = '']) => program,
    );
    expect([...new Set(started)].toSorted()).toEqual([
      '$INSTDIR\\<APP_EXECUTABLE_FILENAME>',
      '$SYSDIR\\icacls.exe',
    ]);
  });

  it('ends nobody’s CareDesk', () => {
    expect(text).not.toMatch(/taskkill|KillProcess|TerminateProcess|CloseProcess/i);
    expect(text).toContain('!macro customCheckAppRunning');
  });

  it('copies a policy only where there is none, and never removes one', () => {
    const copies = script.filter((line) => line.includes('policy.json'));
    expect(copies).toEqual([
      '<AndIfNot> <FileExists> "$APPDATA\\CareDesk\\policy.json"',
      'CopyFiles /SILENT "$careDeskPolicyFile" "$APPDATA\\CareDesk\\policy.json"',
    ]);
    const removals = script.filter((line) => /^(RMDir|Delete) /.test(line));
    expect(removals).toEqual([
      'RMDir /r "$APPDATA\\<PRODUCT_FILENAME>"',
      'RMDir /r "$LOCALAPPDATA\\<APP_PACKAGE_NAME>-updater"',
    ]);
    // With the shell's folders of everybody the first of these would be the policy's.
    const before = text.slice(0, text.indexOf(removals[0] ?? ''));
    expect(before.lastIndexOf('SetShellVarContext current')).toBeGreaterThan(
      before.lastIndexOf('SetShellVarContext all'),
    );
  });

  it('shows nothing when it is silent', () => {
    const boxes = script.filter((line) => line.includes('MessageBox'));
    // The question about an open CareDesk is asked only when not silent.
    const unanswered = boxes.filter((line) => !line.includes('/SD '));
    expect(unanswered).toEqual([expect.stringContaining('is open on this PC')]);
  });

  it('has the exit codes that docs/installing.md explains', () => {
    const codes = [...defines]
      .filter(([name]) => name.startsWith('EXIT_'))
      .map(([, code]) => Number(code));
    const section = readProjectFile('docs/installing.md').split('## MSI')[0] ?? '';
    const documented = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    // Those of NSIS itself: done, cancelled, aborted.
    expect(documented.toSorted((a, b) => a - b)).toEqual(
      [0, 1, 2, ...codes].toSorted((a, b) => a - b),
    );
  });

  it('knows the switches that docs/installing.md explains', () => {
    const documented = readProjectFile('docs/installing.md');
    const options = [...text.matchAll(/GetOptions> \$R0 "(\/\w+=?)"/g)].map(
      ([, option = '']) => option,
    );
    expect(options).toEqual(['/POLICY=', '/REMOVEDATA']);
    for (const option of options) expect(documented).toContain(`| \`${option}`);
  });
});
