import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LockReason } from '../../../electron/contract/session.ts';
import type { SignedIn } from '../../../electron/identity/sign-in.ts';
import type { Credentials } from '../../../electron/session/session-interface.ts';
import {
  type WorkstationEvent,
  workstationEvents,
} from '../../../electron/workstation/workstation.ts';
import { clerk, nurse, sessionHarness } from './session-harness.ts';

const people = ['Amara', 'Ben'] as const;
type Name = (typeof people)[number];

/** What people, the PC and the provider do in any order. */
type Step =
  | {
      readonly does: 'answers';
      readonly name: Name;
      readonly run: 'newest' | 'any';
      readonly pick: number;
      readonly level: 2 | 3;
    }
  | { readonly does: 'workstation'; readonly event: WorkstationEvent }
  | { readonly does: 'lock'; readonly reason: LockReason }
  | { readonly does: 'waits'; readonly seconds: number }
  | { readonly does: 'sleeps'; readonly seconds: number }
  | { readonly does: (typeof verbs)[number] };

const verbs = [
  'start',
  'cancel',
  'unlock',
  'sign out',
  'choose 1',
  'choose 2',
  'change role',
  'keep role',
  'step up',
  'call',
  'refuse token',
  'activity',
  'keep work',
  'take work',
  'elsewhere',
  'settle',
] as const;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...verbs).map((does) => ({ does })) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('answers' as const),
      name: fc.constantFrom(...people),
      run: fc.constantFrom('newest' as const, 'newest' as const, 'any' as const),
      pick: fc.nat(9),
      level: fc.constantFrom(2 as const, 3 as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('workstation' as const),
      event: fc.constantFrom(...workstationEvents),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('lock' as const),
      reason: fc.constantFrom<LockReason>('user', 'window-failed'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('waits' as const, 'sleeps' as const),
      seconds: fc.constantFrom(1, 120, 590, 900, 2_700, 43_200),
    }),
  },
);

const answer = (name: Name): Step => ({
  does: 'answers',
  name,
  run: 'newest',
  pick: 0,
  level: 2,
});

/** So that what comes later is often about somebody. */
const beginnings: readonly (readonly Step[])[] = [
  [],
  [{ does: 'start' }, answer('Amara'), { does: 'settle' }, { does: 'choose 1' }],
  [
    { does: 'start' },
    answer('Amara'),
    { does: 'settle' },
    { does: 'choose 1' },
    { does: 'keep work' },
    { does: 'lock', reason: 'user' },
    { does: 'unlock' },
  ],
];

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Plays the steps. @throws when something of one person is given to another, or is left behind */
async function play(steps: readonly Step[], remembers: boolean): Promise<void> {
  const harness = sessionHarness([nurse, clerk], {
    rules: { singleSession: true },
    ...(remembers ? { remembering: 'oidc' as const } : {}),
  });
  const { session } = harness;
  let issued = 0;
  /** Refresh tokens that are good at the provider, with whose they are. */
  const good = new Map<string, Name>();
  const handed: { readonly name: string; readonly credentials: Credentials }[] = [];
  const work = new Map<string, string>();
  const answered = new Set<unknown>();

  const tokenOf = (name: Name) => {
    issued += 1;
    good.set(`refresh ${issued} of ${name}`, name);
    return {
      accessToken: `access ${issued} of ${name}`,
      refreshToken: `refresh ${issued} of ${name}`,
    };
  };
  const signedIn = (name: Name, level: 2 | 3): SignedIn => {
    const base = harness.signedIn();
    return {
      ...base,
      subject: name,
      person: { displayName: name, givenName: name, familyName: null },
      assurance: { authenticator: level, acr: null },
      tokens: { ...base.tokens, ...tokenOf(name), subject: name },
    };
  };
  harness.refresh.mockImplementation(async (tokens) => {
    const name = people.find((candidate) => candidate === tokens.subject) ?? 'Amara';
    good.delete(tokens.refreshToken ?? '');
    await settled();
    return { ...tokens, ...tokenOf(name), accessTokenExpiresAt: harness.clock.now() + 599_000 };
  });

  const present = (): string | null => {
    const state = session.current();
    return 'person' in state ? state.person.displayName : null;
  };

  async function take(taken: Step): Promise<void> {
    switch (taken.does) {
      case 'answers': {
        const run = taken.run === 'newest' ? harness.runs.at(-1) : harness.runs[taken.pick];
        if (run === undefined || run.hooks.signal.aborted || answered.has(run)) return;
        answered.add(run);
        run.hooks.onAnswer();
        run.finish(signedIn(taken.name, taken.level));
        return;
      }
      case 'workstation':
        await session.workstation(taken.event);
        return;
      case 'lock':
        session.lock(taken.reason);
        return;
      case 'waits':
        harness.clock.advance(taken.seconds * 1_000);
        return;
      case 'sleeps':
        harness.sleep(taken.seconds * 1_000);
        harness.clock.advance(10_000);
        return;
      case 'start':
        session.startSignIn();
        return;
      case 'cancel':
        session.cancelSignIn();
        return;
      case 'unlock':
        session.unlock();
        return;
      case 'sign out':
        void session.signOut('user');
        return;
      case 'choose 1':
      case 'choose 2':
        session.chooseRole(taken.does === 'choose 1' ? '1' : '2');
        return;
      case 'change role':
        await session.changeRole();
        return;
      case 'keep role':
        session.keepRole();
        return;
      case 'step up':
        harness.stepUp().catch(() => undefined);
        return;
      case 'call':
        session
          .credentials()
          ?.tokens.accessToken()
          .catch(() => undefined);
        return;
      case 'refuse token': {
        const tokens = session.credentials()?.tokens;
        if (tokens !== undefined) session.endExpired(tokens);
        return;
      }
      case 'activity':
        session.activity();
        return;
      case 'keep work': {
        const name = present();
        if (name === null) return;
        work.set(`work of ${name}`, name);
        session.keepWork(`work of ${name}`);
        return;
      }
      case 'take work': {
        const kept = session.keptWork();
        if (kept !== null) expect(work.get(kept)).toBe(present());
        return;
      }
      case 'elsewhere':
        session.signedOutElsewhere();
        return;
      case 'settle':
        for (let turn = 0; turn < 5; turn += 1) await settled();
    }
  }

  async function check(): Promise<void> {
    const { kind } = session.current();
    const name = present();
    const credentials = session.credentials();
    expect(credentials !== null).toBe(kind === 'active' || kind === 'stepping-up');
    // Credentials that can still be used are those of who is shown.
    for (const earlier of handed) {
      if (earlier.name === name && credentials !== null) continue;
      if (kind === 'choosing-role' && earlier.name === name) continue;
      expect(earlier.credentials.signal.aborted).toBe(true);
    }
    if (credentials === null || name === null) return;
    handed.push({ name, credentials });
    const token = await credentials.tokens.accessToken().catch(() => null);
    if (token !== null) expect(token).toMatch(new RegExp(`of ${name}$`));
    if (harness.kept.token !== null && present() === name) {
      expect(harness.kept.token).toContain(`of ${name}`);
    }
  }

  for (const taken of steps) {
    await take(taken).catch((error: unknown) => {
      if (!String(error).startsWith('CareDeskError')) throw error;
    });
    await check();
  }

  await session.signOut('user');
  for (let turn = 0; turn < 20; turn += 1) await settled();
  expect(session.credentials()).toBeNull();
  expect(present()).toBeNull();
  expect(harness.kept.token).toBeNull();
  for (const { credentials } of handed) expect(credentials.signal.aborted).toBe(true);
  // Nobody is shown in another's place before that one is signed out.
  let shown: string | null = null;
  for (const state of harness.states) {
    const name: string | null = 'person' in state ? state.person.displayName : null;
    if (state.kind === 'signed-out') shown = null;
    if (name !== null && shown !== null) expect(name).toBe(shown);
    shown = name ?? shown;
  }
  // Nothing that still works at the provider is forgotten about.
  const left = [...good.keys()].filter((token) => !harness.revoked.includes(token));
  expect(left).toEqual([]);
}

it.each([false, true])(
  'whatever two people, the PC and the provider do, nothing of one is the other’s (remembered: %s)',
  async (remembers) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...beginnings),
        fc.array(step, { minLength: 5, maxLength: 40 }),
        (beginning, steps) => play([...beginning, ...steps], remembers),
      ),
      { numRuns: 500 },
    );
  },
  60_000,
);
