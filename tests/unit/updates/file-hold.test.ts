import { describe, expect, it, vi } from 'vitest';
import { holdBy, holdFileOnWindows, holdScript } from '../../../electron/updates/file-hold.ts';
import { powerShellCommand } from '../../../electron/updates/power-shell.ts';

describe('holding a file on Windows', () => {
  it('opens it for others to read, and for nothing else, until the input ends', () => {
    const [stop, open, ...rest] = holdScript.split('; ');
    expect(stop).toBe("$ErrorActionPreference = 'Stop'");
    expect(open).toBe(
      '$held = [System.IO.File]::Open($env:CAREDESK_PACKAGE, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::Read)',
    );
    expect(rest).toEqual([
      "[Console]::Out.WriteLine('held')",
      '[Console]::Out.Flush()',
      '[void][Console]::In.ReadToEnd()',
      '$held.Dispose()',
    ]);
  });

  it('asks Windows’ own PowerShell, which does not read the input as commands', () => {
    const file = 'C:\\Users\\a b\\install-x\\it’s; calc.exe';
    const command = powerShellCommand(holdScript, file, { SystemRoot: 'C:\\Windows' });
    expect(command.file).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(command.args).toEqual([
      ...['-NoProfile', '-NonInteractive', '-InputFormat', 'None', '-Command'],
      holdScript,
    ]);
    expect(command.env['CAREDESK_PACKAGE']).toBe(file);
    expect(command.args.join(' ')).not.toContain('calc');
  });

  it.each([
    ['there is no PowerShell', { SystemRoot: 'C:\\Windows' }],
    ['it is not Windows’ own', { SystemRoot: 'C:\\Users\\a' }],
    ['Windows is nowhere', {}],
  ])('fails where %s', async (_case, environment) => {
    await expect(holdFileOnWindows('C:\\setup.exe', environment)).rejects.toMatchObject({
      code: 'UPDATE_SIGNATURE_NOT_CHECKED',
    });
  });

  const shell = (script: string) => ({ file: '/bin/sh', args: ['-c', script], env: {} });

  it('begins when it is said, and ends with the input', async () => {
    const held = await holdBy(shell('printf he; sleep 0.1; echo ld; cat'), 5_000);
    expect(held.isHeld()).toBe(true);
    held.release();
    await vi.waitFor(() => expect(held.isHeld()).toBe(false));
  });

  it('is known to be over when somebody has ended it', async () => {
    const held = await holdBy(shell('echo held; kill -9 $$'), 5_000);
    await vi.waitFor(() => expect(held.isHeld()).toBe(false));
    held.release();
  });

  it.each([
    ['it ends without a word', 'exit 1', 5_000],
    ['it says something else', 'echo no; exit 0', 5_000],
    ['nothing comes of it', 'exec sleep 60', 100],
  ])('fails when %s', async (_case, script, allowance) => {
    await expect(holdBy(shell(script), allowance)).rejects.toThrow('it ended with');
  });
});
