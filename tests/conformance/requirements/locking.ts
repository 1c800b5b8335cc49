import type { FailureCode } from '../../../electron/contract/failures.ts';
import type { SessionState } from '../../../electron/contract/session.ts';
import { createAdjustableClock } from '../adjustable-clock.ts';
import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  must,
  mustEqual,
} from '../conformance-case.ts';
import { mustBeSignedIn, onStage, openIdProfiles, type Profile, type Stage } from '../drives.ts';
import type { Misbehaviour } from '../provider/misbehaviour.ts';
import { idTokenTime } from '../provider/wrong-values.ts';
import { gatewayFailure } from '../relying-party.ts';
import { askProvider, visit } from '../user-agent.ts';

const assuranceNumbers = 'NHS assurance, Ses Req 005; CIS2 “Session management”';
const core = 'OpenID Connect Core 3.1.2.1, 3.1.3.7';
const minute = 60_000;

/** Unlocks in the browser, and gives the state that comes of it. */
async function unlock({ party }: Stage, profile: Profile): Promise<SessionState> {
  const opened = party.opened.length;
  party.rooms.session.unlock();
  const request = await party.openedAfter(opened);
  // The platform asks CIS2 for a fresh authentication itself.
  if (profile !== 'api-platform') {
    const prompt = request.searchParams.get('prompt') ?? 'none';
    mustEqual(request.searchParams.get('max_age'), '0', 'max_age');
    must(prompt.split(' ').includes('login'), 'prompt=login', prompt);
  }
  await visit(await askProvider(request));
  return party.until(({ kind }) =>
    ['active', 'choosing-role', 'locked', 'signed-out'].includes(kind),
  );
}

/** Somebody works, and locks. */
async function locked({ party }: Stage): Promise<string> {
  mustBeSignedIn(await party.signIn());
  const accessToken = (await party.rooms.session.credentials()?.tokens.accessToken()) ?? '';
  party.rooms.session.lock('user');
  mustEqual(await gatewayFailure(await party.readPatient()), 'API_NOT_SIGNED_IN', 'a call');
  return accessToken;
}

async function unlocks(profile: Profile): Promise<void> {
  await onStage(profile, async (stage) => {
    const before = await locked(stage);
    const state = await unlock(stage, profile);
    mustEqual(state.kind, 'active', 'state');
    const after = await stage.party.rooms.session.credentials()?.tokens.accessToken();
    must(after !== undefined && after !== before, 'new tokens', 'the old ones');
    mustEqual((await stage.party.readPatient()).status, 200, 'answer of the API');
  });
}

async function staysLocked(misbehaviour: Misbehaviour, code: FailureCode): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async (stage) => {
      await locked(stage);
      stage.provider.misbehave(misbehaviour);
      const state = await unlock(stage, profile);
      mustEqual(state.kind === 'locked' && state.failure?.code, code, 'failure');
      mustEqual(stage.party.rooms.session.credentials(), null, 'credentials');
      stage.provider.misbehave(null);
      mustEqual((await unlock(stage, profile)).kind, 'active', 'state after an honest answer');
    });
  }
  return `locked still: ${code}; an honest answer unlocks`;
}

const somebodyElse: Misbehaviour = {
  does: 'answers about somebody else',
  idToken: (claims) => Object.assign(claims, { sub: '656000000000' }),
  userinfo: (claims) => Object.assign(claims, { sub: '656000000000' }),
};

async function changesPerson(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async (stage) => {
      const { party, provider } = stage;
      await locked(stage);
      party.rooms.session.keepWork('what the first one typed');
      provider.misbehave(somebodyElse);
      const state = await unlock(stage, profile);
      mustEqual(
        state.kind === 'signed-out' && state.reason,
        'person-changed',
        'what became of the first',
      );
      mustEqual(party.rooms.session.keptWork(), null, 'work handed to the second');
      mustEqual(party.rooms.session.credentials(), null, 'credentials');
    });
  }
  return 'the first is signed out, the second signs in anew';
}

/** Somebody works on a PC whose clock the test moves. */
async function working(
  play: (stage: Stage, clock: ReturnType<typeof createAdjustableClock>) => Promise<void>,
): Promise<void> {
  const clock = createAdjustableClock();
  await onStage(
    'cis2',
    async (stage) => {
      mustBeSignedIn(await stage.party.signIn());
      await play(stage, clock);
      mustEqual(
        await gatewayFailure(await stage.party.readPatient()),
        'API_NOT_SIGNED_IN',
        'a call',
      );
    },
    { clock },
  );
}

function mustBeLocked({ party }: Stage, reason: string): void {
  const state = party.rooms.session.current();
  mustEqual(state.kind === 'locked' && state.reason, reason, 'locked:');
}

const cases: readonly ConformanceCase[] = [
  conformanceCase(
    {
      id: 'inactivity-locks',
      requirement: 'a session that nobody uses for 15 minutes is out of reach',
      source: assuranceNumbers,
      tried: '14 minutes, an activity, then 15 minutes without one',
    },
    async () => {
      await working(async (stage, clock) => {
        clock.advance(14 * minute);
        stage.party.rooms.session.activity();
        clock.advance(14 * minute);
        mustEqual(stage.party.rooms.session.current().kind, 'active', 'state');
        clock.advance(minute);
        mustBeLocked(stage, 'inactivity');
      });
      return 'warned, then locked; no call is made';
    },
  ),
  conformanceCase(
    {
      id: 'inactivity-late-activity',
      requirement: 'an activity after the time takes nothing back',
      source: assuranceNumbers,
      tried: 'a program that hangs for 16 minutes, then a key',
    },
    async () => {
      await working(async (stage, clock) => {
        clock.sleep(16 * minute);
        stage.party.rooms.session.activity();
        mustBeLocked(stage, 'inactivity');
      });
      return 'locked';
    },
  ),
  conformanceCase(
    {
      id: 'sleep-locks',
      requirement: 'a PC that slept does not show what was open',
      source: 'CIS2 “Session management”',
      tried: 'five minutes asleep, and nobody tells CareDesk',
    },
    async () => {
      await working(async (stage, clock) => {
        clock.sleep(5 * minute);
        clock.advance(10_000);
        mustBeLocked(stage, 'suspended');
      });
      return 'locked within ten seconds';
    },
  ),
  conformanceCase(
    {
      id: 'unlock-not-fresh',
      requirement: 'an authentication from before the lock unlocks nothing',
      source: core,
      tried: '`auth_time` two minutes before unlocking, within the max_age of a sign-in',
    },
    () => staysLocked(idTokenTime('auth_time', -120), 'SIGN_IN_NOT_FRESH'),
  ),
  conformanceCase(
    {
      id: 'unlock-other-person',
      requirement: 'whoever else unlocks gets nothing of who locked',
      source: 'CareDesk’s own',
      tried: 'another `sub`, the same in id token and userinfo',
    },
    changesPerson,
  ),
];

/** A session on a PC that somebody leaves. */
export const locking: ConformanceGroup = {
  name: 'locking',
  title: 'A shared PC: inactivity, sleep, unlocking',
  control: conformanceCase(
    {
      id: 'control-locking',
      requirement: 'the same person unlocks, with nothing wrong',
      source: 'positive control',
      tried: 'a lock, and an honest answer',
    },
    async () => {
      for (const profile of [...openIdProfiles, 'api-platform'] as const) await unlocks(profile);
      return 'back at work, with new tokens';
    },
  ),
  cases,
};
