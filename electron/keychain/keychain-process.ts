import process from 'node:process';
import { answerKeychainCall } from './answer-call.ts';
import { openKeytarKeychain } from './keytar-keychain.ts';

// The keychain's own process: started by start-keychain-process.ts, ended when a call of it hangs.
process.parentPort.on('message', ({ data }: { readonly data: unknown }) => {
  void answerKeychainCall(data, openKeytarKeychain).then((answer) => {
    if (answer !== null) process.parentPort.postMessage(answer);
  });
});
