import { describe, expect, test, vi } from 'vitest';
import { checkAuthenticode, type RunProgram } from '../../../electron/updates/authenticode.ts';
import { runProgram } from '../../../electron/updates/run-program.ts';

const file = 'C:\\Users\\O\'Neill & Söhne\\$(calc)\\`"setup.exe';
const environment = { SystemRoot: 'C:\\Windows', PSModulePath: 'C:\\Users\\them\\Modules' };
const publisherNames = ['A Supplier Ltd', 'A Supplier Limited'];

function check(run: RunProgram, more: Partial<Parameters<typeof checkAuthenticode>[1]> = {}) {
  return checkAuthenticode(file, { run, environment, publisherNames, ...more });
}

const windowsSays =
  (answer: object): RunProgram =>
  async () => ({ stdout: `${JSON.stringify(answer)}\r\n` });

const right = { status: 0, subject: 'CN=A Supplier Ltd, O=A Supplier Ltd, C=GB', path: file };

describe('a Windows program', () => {
  test.each([
    'CN=A Supplier Ltd, O=A Supplier Ltd, L=Leeds, C=GB',
    'CN="A Supplier Limited", C=GB',
  ])('signed by %s is accepted', async (subject) => {
    await expect(check(windowsSays({ ...right, subject }))).resolves.toBeUndefined();
  });

  test.each([1, 2, 3, 4, 5, 6])('with signature status %i is refused', async (status) => {
    await expect(check(windowsSays({ ...right, status }))).rejects.toMatchObject({
      code: 'UPDATE_SIGNATURE_WRONG',
    });
  });

  test.each([
    'CN=A Supplier Ltd Holdings, C=GB',
    'CN=a supplier ltd, C=GB',
    'O=A Supplier Ltd, C=GB',
    'CN="Evil, CN=A Supplier Ltd", C=GB',
    'CN=Evil\\, CN=A Supplier Ltd, C=GB',
    'CN=Evil, CN=A Supplier Ltd',
    '',
    null,
  ])('signed by %s is refused', async (subject) => {
    await expect(check(windowsSays({ ...right, subject }))).rejects.toMatchObject({
      code: 'UPDATE_SIGNATURE_WRONG',
    });
  });

  test('is refused where no publisher is known', async () => {
    await expect(check(windowsSays(right), { publisherNames: [] })).rejects.toMatchObject({
      code: 'UPDATE_SIGNATURE_WRONG',
    });
  });
});

describe('a check that cannot be made refuses', () => {
  test.each<[string, RunProgram]>([
    ['PowerShell is missing', async () => Promise.reject(new Error('ENOENT'))],
    ['PowerShell is blocked', async () => Promise.reject(new Error('EPERM'))],
    ['PowerShell takes too long', async () => Promise.reject(new Error('SIGTERM'))],
    ['the language is constrained', async () => Promise.reject(new Error('exit code 1'))],
    ['nothing is answered', async () => ({ stdout: '' })],
    ['something else is answered', async () => ({ stdout: 'Cannot be loaded because…' })],
    ['less is answered', windowsSays({ status: 0 })],
    ['more is answered', windowsSays({ ...right, also: 1 })],
    ['the status is a word', windowsSays({ ...right, status: 'Valid' })],
    ['another file was checked', windowsSays({ ...right, path: 'C:\\other.exe' })],
  ])('when %s', async (_, run) => {
    await expect(check(run)).rejects.toMatchObject({ code: 'UPDATE_SIGNATURE_NOT_CHECKED' });
  });

  test.each([undefined, '', 'Windows', '\\\\server\\Windows'])(
    'when SystemRoot is %j',
    async (SystemRoot) => {
      const run = vi.fn(windowsSays(right));
      await expect(check(run, { environment: { SystemRoot } })).rejects.toMatchObject({
        code: 'UPDATE_SIGNATURE_NOT_CHECKED',
      });
      expect(run).not.toHaveBeenCalled();
    },
  );
});

test('PowerShell is started by its full path, and the file’s name is never part of a command', async () => {
  const run = vi.fn(windowsSays(right));
  await check(run);
  const [program, args, options] = run.mock.calls[0] ?? [];
  expect(program).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
  expect(args).toEqual(expect.arrayContaining(['-NoProfile', '-NonInteractive']));
  expect(JSON.stringify(args)).not.toContain('Neill');
  expect(args?.at(-1)).not.toContain('"');
  expect(options?.env).toMatchObject({
    CAREDESK_PACKAGE: file,
    PSModulePath: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\Modules',
    PATH: 'C:\\Windows\\System32',
  });
  expect(options?.timeout).toBeLessThanOrEqual(60_000);
});

describe('a program run', () => {
  const env = { PATH: '/usr/bin:/bin' };
  test('gives what it wrote, with nothing but the environment given', async () => {
    const { stdout } = await runProgram('/usr/bin/env', [], { env, timeout: 10_000 });
    expect(stdout.split('\n').filter((line) => /^[A-Z]+=/.test(line))).toEqual([
      'PATH=/usr/bin:/bin',
    ]);
  });
  test.each([
    ['fails', '/bin/sh', ['-c', 'exit 3']],
    ['is missing', '/nowhere/powershell.exe', []],
    ['takes too long', '/bin/sleep', ['30']],
  ])('that %s rejects', async (_, program, args) => {
    await expect(runProgram(program, args, { env, timeout: 300 })).rejects.toThrow();
  });
});
