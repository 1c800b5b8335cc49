/**
 * What an administrator does about a password store that refuses: a keychain says little, and what it
 * needs depends on the system.
 */
export function passwordStoreWords(refusal: unknown, platform: NodeJS.Platform): string {
  const said = saidBy(refusal);
  const because = said === '' ? '' : ` (${said})`;
  if (platform === 'win32') {
    return `Windows’ Credential Manager refused${because}. Run the command as the person who uses CareDesk, while that person is logged in to Windows; the service Credential Manager (VaultSvc) must not be disabled.`;
  }
  return `The password store of this account could not be used${because}. Run the command as the person who uses CareDesk, in a terminal of their own desktop session: not with sudo, not over ssh and not from a deployment tool. A Secret Service must be installed there (gnome-keyring or KWallet, with libsecret-1-0) and its keyring unlocked.`;
}

/** The system's own words on one line, without what would disturb a console. */
function saidBy(refusal: unknown): string {
  if (!(refusal instanceof Error)) return '';
  const [line = ''] = refusal.message.split('\n');
  return line
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 200);
}
