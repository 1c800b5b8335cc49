import keytar from 'keytar';

/** Service name of CareDesk's items, as an administrator sees it. */
const service = 'CareDesk';

/** Names of what CareDesk keeps in the keychain of this harness; never the secrets. */
export async function keychainItems(): Promise<string[]> {
  const items = await keytar.findCredentials(service);
  return items.map(({ account }) => account).sort();
}

/** Whether a secret kept by CareDesk holds this text. */
export async function keychainHolds(text: string): Promise<boolean> {
  const items = await keytar.findCredentials(service);
  return items.some(({ password }) => password.includes(text));
}

/** Empties what an earlier test may have left, so that each harness starts clean. */
export async function clearKeychain(): Promise<void> {
  for (const account of await keychainItems()) await keytar.deletePassword(service, account);
}
