import { z } from 'zod';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { commonNameOf } from './distinguished-name.ts';
import { powerShellCommand } from './power-shell.ts';

/** Runs a program without a shell; rejects when it cannot be run, fails or takes too long. */
export type RunProgram = (
  file: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly timeout: number },
) => Promise<{ readonly stdout: string }>;

export interface AuthenticodeDependencies {
  readonly run: RunProgram;
  /** The process's environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly publisherNames: readonly string[];
}

/** Milliseconds: a cold PowerShell on a busy clinic PC, checking for revocation over the network. */
const verifyTimeout = 60_000;

// Commands are named by module, or one of the same name from elsewhere could answer. The console's encoding is set
// because the publisher's name may hold any letter; it also fails in constrained language mode,
// where the answer would not be worth much.
const script = [
  "$ErrorActionPreference = 'Stop'",
  '[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false',
  '$s = Microsoft.PowerShell.Security\\Get-AuthenticodeSignature -LiteralPath $env:CAREDESK_PACKAGE',
  '$subject = $null',
  'if ($s.SignerCertificate) { $subject = $s.SignerCertificate.Subject }',
  'Microsoft.PowerShell.Utility\\ConvertTo-Json -Compress @{ status = [int]$s.Status; subject = $subject; path = $s.Path }',
].join('; ');

const answerSchema = z.strictObject({
  /** System.Management.Automation.SignatureStatus: Valid is 0. */
  status: z.number().int(),
  subject: z.string().max(4_000).nullable(),
  path: z.string(),
});

/**
 * Checks that a Windows program is signed by one of the publishers, as Windows itself judges
 * (Get-AuthenticodeSignature). It stands in for electron-updater's own check, which accepts a file
 * when PowerShell is missing or blocked: here whatever is not proved is refused.
 *
 * @param file absolute path of the program
 * @throws CareDeskError UPDATE_SIGNATURE_WRONG, UPDATE_SIGNATURE_NOT_CHECKED
 */
export async function checkAuthenticode(
  file: string,
  { run, environment, publisherNames }: AuthenticodeDependencies,
): Promise<void> {
  const { status, subject, path } = await askWindows(file, run, environment);
  if (path.toLowerCase() !== file.toLowerCase()) {
    throw new CareDeskError('UPDATE_SIGNATURE_NOT_CHECKED', { detail: 'another file was checked' });
  }
  if (status !== 0) {
    throw new CareDeskError('UPDATE_SIGNATURE_WRONG', { detail: `signature status ${status}` });
  }
  const publisher = commonNameOf(subject ?? '');
  if (publisher === null || !publisherNames.includes(publisher)) {
    throw new CareDeskError('UPDATE_SIGNATURE_WRONG', { detail: 'signed by another publisher' });
  }
}

async function askWindows(
  file: string,
  run: RunProgram,
  environment: AuthenticodeDependencies['environment'],
): Promise<z.infer<typeof answerSchema>> {
  try {
    const command = powerShellCommand(script, file, environment);
    const { stdout } = await run(command.file, command.args, {
      env: command.env,
      timeout: verifyTimeout,
    });
    return answerSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new CareDeskError('UPDATE_SIGNATURE_NOT_CHECKED', { cause });
  }
}
