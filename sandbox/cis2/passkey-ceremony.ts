import { randomUUID } from 'node:crypto';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { personByUid, type SandboxPerson } from '../people.ts';
import { type AuthenticatorAssurance, passkeyAssurance } from './assurance.ts';
import type { PasskeyStore } from './passkey-store.ts';

/** WebAuthn relying party id. WebAuthn refuses IP addresses, so the issuer is on `localhost`. */
const rpID = 'localhost';

export type PasskeyProblem = 'no-challenge' | 'unknown-person' | 'unknown-passkey' | 'not-verified';

/** A ceremony that did not succeed; `problem` says why. */
export class PasskeyError extends Error {
  readonly problem: PasskeyProblem;
  constructor(problem: PasskeyProblem) {
    super(`passkey: ${problem}`);
    this.name = 'PasskeyError';
    this.problem = problem;
  }
}

type Pending =
  | { readonly kind: 'enrolment'; readonly challenge: string; readonly uid: string }
  | { readonly kind: 'assertion'; readonly challenge: string };

export interface PasskeyCeremony {
  enrolmentOptions(interaction: string, uid: string): Promise<unknown>;
  enrol(interaction: string, answer: RegistrationResponseJSON): Promise<void>;
  assertionOptions(interaction: string): Promise<unknown>;
  assert(
    interaction: string,
    answer: AuthenticationResponseJSON,
  ): Promise<{ readonly person: SandboxPerson; readonly assurance: AuthenticatorAssurance }>;
}

/**
 * WebAuthn enrolment and assertion: discoverable passkeys with user verification, one challenge
 * per interaction, used once. Every method throws a PasskeyError when the answer is not good.
 */
export function createPasskeyCeremony(store: PasskeyStore, origin: string): PasskeyCeremony {
  const pending = new Map<string, Pending>();

  function take<K extends Pending['kind']>(interaction: string, kind: K) {
    const found = pending.get(interaction);
    pending.delete(interaction);
    if (found?.kind !== kind) throw new PasskeyError('no-challenge');
    return found;
  }

  return {
    async enrolmentOptions(interaction, uid) {
      const person = personByUid(uid);
      if (person === undefined) throw new PasskeyError('unknown-person');
      const options = await generateRegistrationOptions({
        rpName: 'Care Identity sandbox',
        rpID,
        userName: person.displayName,
        userDisplayName: person.displayName,
        // A fresh handle for each passkey: an authenticator keeps one passkey per handle, and a
        // person may hold both a synced and a device-bound one.
        userID: new TextEncoder().encode(randomUUID()),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      pending.set(interaction, { kind: 'enrolment', challenge: options.challenge, uid });
      return options;
    },

    async enrol(interaction, answer) {
      const found = take(interaction, 'enrolment');
      if (found.kind !== 'enrolment') throw new PasskeyError('no-challenge');
      const verification = await verifyRegistrationResponse({
        response: answer,
        expectedChallenge: found.challenge,
        expectedOrigin: origin,
        expectedRPID: rpID,
        requireUserVerification: true,
      }).catch(() => undefined);
      if (verification?.registrationInfo === undefined) throw new PasskeyError('not-verified');
      const { credential, credentialDeviceType, credentialBackedUp } =
        verification.registrationInfo;
      await store.save({
        id: credential.id,
        uid: found.uid,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        deviceType: credentialDeviceType,
        backedUp: credentialBackedUp,
      });
    },

    async assertionOptions(interaction) {
      const options = await generateAuthenticationOptions({ rpID, userVerification: 'required' });
      pending.set(interaction, { kind: 'assertion', challenge: options.challenge });
      return options;
    },

    async assert(interaction, answer) {
      const found = take(interaction, 'assertion');
      const passkey = store.find(answer.id);
      const person = passkey && personByUid(passkey.uid);
      if (passkey === undefined || person === undefined) throw new PasskeyError('unknown-passkey');
      const verification = await verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: found.challenge,
        expectedOrigin: origin,
        expectedRPID: rpID,
        requireUserVerification: true,
        credential: {
          id: passkey.id,
          publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
          counter: passkey.counter,
        },
      }).catch(() => undefined);
      if (verification?.verified !== true) throw new PasskeyError('not-verified');
      const { newCounter, credentialDeviceType, credentialBackedUp } =
        verification.authenticationInfo;
      await store.save({ ...passkey, counter: newCounter, backedUp: credentialBackedUp });
      const assurance = passkeyAssurance({
        deviceType: credentialDeviceType,
        backedUp: credentialBackedUp,
      });
      return { person, assurance };
    },
  };
}
