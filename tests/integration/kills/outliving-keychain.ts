import { answerKeychainCall } from '../../../electron/keychain/answer-call.ts';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import type { Keychain, KeychainService } from '../../../electron/keychain/keychain.ts';
import type { KeychainAnswer, KeychainCall } from '../../../electron/keychain/keychain-call.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';

/** A keychain that outlives CareDesk, with what it was asked to do. */
export interface OutlivingKeychain {
  answer(call: KeychainCall): Promise<KeychainAnswer | null>;
  /** How often something was written so far. */
  writes(): number;
  /** Names of all that CareDesk keeps of whoever is logged in. */
  items(): Promise<readonly string[]>;
  /** The log-in that is kept whole, as text; null when there is none. */
  kept(): Promise<string | null>;
  /** How many items belong to the log-in that is kept whole. */
  itemsOfKept(): Promise<number>;
}

export function openOutlivingKeychain(): OutlivingKeychain {
  let writes = 0;
  const services = new Map<KeychainService, Keychain>();
  const open = (service: KeychainService): Keychain => {
    const keychain = services.get(service) ?? createMemoryKeychain();
    services.set(service, keychain);
    return keychain;
  };
  const ofPerson = open('CareDesk');
  const secret = createChunkedSecret(ofPerson, 'refresh-token', () => 'never written');
  return {
    answer(call) {
      if (call.work.kind === 'write') writes += 1;
      return answerKeychainCall(call, open);
    },
    writes: () => writes,
    items: () => ofPerson.accounts(),
    kept: () => secret.load(),
    async itemsOfKept() {
      if ((await secret.load()) === null) return 0;
      const { chunks } = JSON.parse((await ofPerson.read('refresh-token')) ?? '{}') as {
        readonly chunks: number;
      };
      return chunks + 1;
    },
  };
}
