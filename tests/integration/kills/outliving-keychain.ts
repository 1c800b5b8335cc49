import { answerKeychainCall } from '../../../electron/keychain/answer-call.ts';
import type { Keychain, KeychainService } from '../../../electron/keychain/keychain.ts';
import type { KeychainAnswer, KeychainCall } from '../../../electron/keychain/keychain-call.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';

/** A keychain that outlives CareDesk, with what it was asked to do. */
export interface OutlivingKeychain {
  answer(call: KeychainCall): Promise<KeychainAnswer | null>;
  /** How often something was written so far. */
  writes(): number;
  /** What CareDesk keeps of whoever is logged in. */
  readonly ofPerson: Keychain;
}

export function openOutlivingKeychain(): OutlivingKeychain {
  let writes = 0;
  const services = new Map<KeychainService, Keychain>();
  const open = (service: KeychainService): Keychain => {
    const keychain = services.get(service) ?? createMemoryKeychain();
    services.set(service, keychain);
    return keychain;
  };
  return {
    answer(call) {
      if (call.work.kind === 'write') writes += 1;
      return answerKeychainCall(call, open);
    },
    writes: () => writes,
    ofPerson: open('CareDesk'),
  };
}
