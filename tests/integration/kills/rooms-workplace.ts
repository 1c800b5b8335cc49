import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionState } from '../../../electron/contract/session.ts';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import type { Workplace } from '../../kills/journey.ts';
import type { PersonAtWork } from '../../kills/kill-plan.ts';
import { openPasskeyPage } from '../sandbox/software-authenticator.ts';
import {
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
} from '../sandbox/software-passkey.ts';
import type { RoomsApp } from './rooms-app.ts';

/** The browsers of people who have their passkeys already, reduced to HTTP. */
export interface Browsers {
  /** Answers an authorization request, as a person does, up to CareDesk's own page. */
  authenticate(request: URL, person: PersonAtWork, onStep: () => void): Promise<void>;
}

export function openBrowsers(): Browsers {
  const passkeys = new Map<PersonAtWork, SoftwareAuthenticator>();
  return {
    async authenticate(request, person, onStep) {
      const page = await openPasskeyPage(request);
      onStep();
      let passkey = passkeys.get(person);
      if (passkey === undefined) {
        passkey = createSoftwareAuthenticator({ synced: false });
        await page.enrol(person, passkey);
        passkeys.set(person, passkey);
      }
      const { continueAt } = (await page.assert(passkey)).body;
      if (typeof continueAt !== 'string') throw new Error(`${person} is not let through`);
      const callback = await page.follow(continueAt);
      onStep();
      await (await fetch(callback)).arrayBuffer();
      onStep();
    },
  };
}

/** Milliseconds in which CareDesk is left as it is, once locked or logged out. */
const moment = 15;

/** The workplace made of CareDesk's rooms, without a window. */
export function roomsWorkplace(app: RoomsApp, browsers: Browsers, onStep: () => void): Workplace {
  async function authenticate(person: PersonAtWork): Promise<void> {
    await browsers.authenticate(await app.current().authorizationRequest(), person, onStep);
  }

  /** What ends a session ends its process, and is seldom answered. */
  async function followedAfter(end: () => Promise<void>): Promise<void> {
    const ended = app.current();
    end().catch(() => undefined);
    await app.followed(ended);
  }

  async function leave(): Promise<void> {
    for (let step = 0; step < 3; step += 1) {
      await sleep(moment / 3);
      onStep();
    }
  }

  async function expectStatus(status: number): Promise<void> {
    const answered = await app.current().fetch(`/api/pds/Patient/${mainStoryPatient.nhsNumber}`);
    if (answered !== status) throw new Error(`The patient is answered with ${String(answered)}`);
  }

  async function chooseRole(roleAt: (roles: readonly { readonly id: string }[]) => number) {
    const state = await app.current().until('choosing-role', 'active');
    if (state.kind === 'active') return;
    const role = state.roles.at(roleAt(state.roles));
    await app.current().call('role/choose', role?.id ?? '');
    await app.current().until('active');
    await app.current().settled();
  }

  return {
    async start() {
      const state = await app.current().started();
      await app.current().settled();
      return offeredBy(state);
    },
    async goOn(person) {
      await app.current().call('sign-in/resume');
      // A refresh token that the killed CareDesk could not keep is refused before the browser.
      const refused = app
        .current()
        .until('signed-out')
        .then(() => false);
      const answered = authenticate(person).then(async () => {
        const { kind } = await app.current().until('choosing-role', 'active', 'signed-out');
        return kind !== 'signed-out';
      });
      answered.catch(() => undefined);
      refused.catch(() => undefined);
      const isOn = await Promise.race([refused, answered]);
      if (!isOn) await app.followed(app.current());
      await app.current().settled();
      return isOn;
    },
    async logIn(person) {
      // Whose log-in was offered leaves with the process that has read it.
      const isOffered = app.current().states.at(-1)?.kind === 'remembered';
      if (isOffered) await followedAfter(() => app.current().call('sign-in/start'));
      else await app.current().call('sign-in/start');
      await authenticate(person);
      await app.current().until('choosing-role', 'active');
      await app.current().settled();
    },
    chooseRole: () => chooseRole(() => 0),
    readPatient: () => expectStatus(200),
    async refresh() {
      if ((await app.current().refresh()) !== true) throw new Error('Not refreshed');
      await app.current().settled();
    },
    async changeRole() {
      const { canChangeRole } = await app.current().until('active');
      if (canChangeRole) await app.current().call('role/change');
      await chooseRole(() => -1);
    },
    async lock() {
      await app.current().call('session/lock');
      await app.current().until('locked');
      await app.current().settled();
    },
    async leaveLocked() {
      await expectStatus(401);
      await leave();
    },
    async unlock(person) {
      await app.current().call('session/unlock');
      await authenticate(person);
      await app.current().until('choosing-role', 'active');
      await app.current().settled();
    },
    async unlockAsOther(person) {
      await app.current().call('session/unlock');
      await followedAfter(() => authenticate(person));
      await authenticate(person);
      await app.current().until('choosing-role', 'active');
      await app.current().settled();
    },
    async logOut() {
      await followedAfter(() => app.current().call('session/sign-out'));
      await app.current().until('signed-out');
      await app.current().settled();
    },
    leaveLoggedOut: leave,
  };
}

/** Whom the first page offers to go on, or null where it is the log-in page. @throws on any other */
export function offeredBy(state: SessionState): string | null {
  if (state.kind === 'remembered' && state.failure === null) return state.person.displayName;
  if (state.kind === 'signed-out' && state.reason === 'started' && state.failure === null) {
    return null;
  }
  throw new Error(`Starts with ${JSON.stringify(state)}`);
}
