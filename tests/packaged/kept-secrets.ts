import type { Account } from '../../build/headless/daemon.ts';
import { runCommand } from '../../build/run-command.ts';

/**
 * How many secrets CareDesk keeps in the keychain of a person's session (Secret Service API 0.2,
 * SearchItems). Asked as that person: their session bus answers nobody else, not even root.
 */
export async function keptSecrets(
  environment: NodeJS.ProcessEnv,
  account: Account,
): Promise<number> {
  const answer = await runCommand(
    'dbus-send',
    [
      ...['--session', '--print-reply=literal', '--dest=org.freedesktop.secrets'],
      '/org/freedesktop/secrets',
      'org.freedesktop.Secret.Service.SearchItems',
      'dict:string:string:service,CareDesk',
    ],
    { ...account, env: environment, timeout: 10_000 },
  );
  if (answer.code !== 0) throw new Error(`The keychain did not answer: ${answer.stderr}`);
  return answer.stdout.split('/org/freedesktop/secrets/collection/').length - 1;
}
