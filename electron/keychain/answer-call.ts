import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Keychain, KeychainService } from './keychain.ts';
import { type KeychainAnswer, type KeychainOutcome, keychainCallSchema } from './keychain-call.ts';

/**
 * Makes the call that has crossed to the keychain's process, and says what came of it. Null for what
 * is no call.
 */
export async function answerKeychainCall(
  message: unknown,
  open: (service: KeychainService) => Keychain,
): Promise<KeychainAnswer | null> {
  const call = keychainCallSchema.safeParse(message);
  if (!call.success) return null;
  const { id, service, work } = call.data;
  const outcome = async (): Promise<KeychainOutcome> => {
    const keychain = open(service);
    switch (work.kind) {
      case 'read':
        return { kind: 'secret', secret: await keychain.read(work.account) };
      case 'write':
        await keychain.write(work.account, work.secret);
        return { kind: 'done' };
      case 'remove':
        await keychain.remove(work.account);
        return { kind: 'done' };
      case 'accounts':
        return { kind: 'accounts', accounts: [...(await keychain.accounts())] };
    }
  };
  return { id, outcome: await outcome().catch(refusal) };
}

/** What crosses of a refusal: nothing that the keychain says. */
function refusal(error: unknown): KeychainOutcome {
  return error instanceof CareDeskError && error.code === 'PROGRAM_CHANGED'
    ? { kind: 'program-changed', file: error.detail ?? 'keytar.node' }
    : { kind: 'refused' };
}
