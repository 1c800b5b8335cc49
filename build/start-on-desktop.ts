import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { people, type SandboxPerson } from '../sandbox/people.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { projectRoot } from './project-root.ts';
import { developmentEnvironment, runApp } from './run-app.ts';

function describe({ displayName, roles, identityAssuranceLevel }: SandboxPerson): string {
  const held =
    roles.length === 0 ? 'no role' : roles.length === 1 ? '1 role' : `${roles.length} roles`;
  const identity = identityAssuranceLevel === '3' ? '' : ', identity not verified to level 3';
  return `  ${displayName} (${held}${identity})`;
}

function guide(): string {
  return [
    '',
    'CareDesk is starting with a sandbox in place of the national services.',
    'In CareDesk, select “Log in with my Care Identity”. Your browser opens: choose a person, select',
    '“Create a passkey”, then “Use a passkey”. The passkey is kept for the next time.',
    '',
    'People (all synthetic):',
    ...people.map(describe),
    '',
    'Close the CareDesk window, or press Ctrl+C here, to stop.',
    '',
  ].join('\n');
}

/**
 * Starts CareDesk on this desktop and waits until it is closed: on the policy that CAREDESK_POLICY
 * names, else on a sandbox started with it. Passkeys and CareDesk's own files stay in `out/` for
 * the next time.
 *
 * @returns Electron's exit code
 */
export async function startOnDesktop(executable: string): Promise<number> {
  const out = join(projectRoot, 'out');
  await mkdir(out, { recursive: true });
  const environment = developmentEnvironment();
  const policy = process.env['CAREDESK_POLICY'];
  if (policy !== undefined && policy !== '') {
    console.log(`CareDesk starts on the policy in ${policy}.`);
    return runApp(executable, [], environment);
  }
  const sandbox = await startSandbox({ passkeyFile: join(out, 'sandbox-passkeys.json') });
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-'));
  try {
    const policyFile = join(folder, 'policy.json');
    await writeFile(policyFile, JSON.stringify(sandbox.policy));
    console.log(guide());
    return await runApp(executable, [], {
      ...environment,
      CAREDESK_POLICY: policyFile,
    });
  } finally {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
