import { type Random, seededRandom } from '../seeded-random.ts';

/** What a person does at CareDesk, in the order they do it. */
export const phases = [
  'starting',
  'going-on',
  'logging-in',
  'choosing-role',
  'reading',
  'refreshing',
  'changing-role',
  'locking',
  'locked',
  'unlocking',
  'changing-person',
  'logging-out',
  'logged-out',
] as const;

export type Phase = (typeof phases)[number];

/** Two of the sandbox's people: one with several roles, one with a single one. */
export const people = ['Dr Amara Okafor', 'Ben Carter'] as const;

export type PersonAtWork = (typeof people)[number];

/** One journey through CareDesk, and where it is cut off. */
export interface Round {
  readonly number: number;
  /** Policy `rememberSignIn`. */
  readonly remembers: boolean;
  readonly person: PersonAtWork;
  /** Whether somebody goes on with a log-in that is offered, rather than log in anew. */
  readonly goesOn: boolean;
  /** Who unlocks. */
  readonly unlocks: 'same' | 'other';
  /** The phase in which main is killed. */
  readonly phase: Phase;
  /** How far the phase has come by then: from 0 to below 1. */
  readonly at: number;
  /** Milliseconds more. */
  readonly delay: number;
}

/** Who is at the PC with the person of a round. */
export function otherThan(person: PersonAtWork): PersonAtWork {
  return person === 'Ben Carter' ? 'Dr Amara Okafor' : 'Ben Carter';
}

/** In these the keychain holds the log-in, so that the next start can offer it. */
const atWork = ['choosing-role', 'reading', 'refreshing', 'changing-role'] as const;

/** Milliseconds a kill may come later than the step it waits for. */
const longestDelay = 12;

/**
 * So many rounds, the same for the same seed. Every phase gets its share; their order is drawn, but
 * that a log-in to go on with has to be left by the round before.
 */
export function killPlan(seed: number, count: number): readonly Round[] {
  const random = seededRandom(seed);
  const blocks: Omit<Round, 'number'>[][] = [];
  let drawn = 0;
  for (let turn = random(phases.length); drawn < count; turn += 1) {
    const phase = phases[turn % phases.length] ?? 'starting';
    const block =
      phase === 'going-on'
        ? [
            roundIn(atWork[random(atWork.length)] ?? 'reading', random, true),
            roundIn(phase, random),
          ]
        : [roundIn(phase, random)];
    blocks.push(block);
    drawn += block.length;
  }
  return shuffled(blocks, random)
    .flat()
    .slice(0, count)
    .map((round, index) => ({ ...round, number: index + 1 }));
}

function roundIn(
  phase: Phase,
  random: Random,
  isToBeRemembered = phase === 'going-on',
): Omit<Round, 'number'> {
  const hasRoles = phase === 'choosing-role' || phase === 'changing-role';
  const logsIn = phase === 'logging-in' || phase === 'choosing-role';
  return {
    remembers: random(3) > 0 || isToBeRemembered,
    person: people[hasRoles ? 0 : random(people.length)] ?? people[0],
    goesOn: phase === 'going-on' || (random(2) === 1 && !logsIn && !hasRoles),
    unlocks: unlockerIn(phase, random),
    phase,
    at: random(1000) / 1000,
    delay: random(longestDelay + 1),
  };
}

function unlockerIn(phase: Phase, random: Random): Round['unlocks'] {
  const drawn = random(2) === 1 ? 'same' : 'other';
  switch (phase) {
    case 'unlocking':
      return 'same';
    case 'changing-person':
      return 'other';
    default:
      return drawn;
  }
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    const [a, b] = [mixed[last], mixed[other]];
    if (a !== undefined && b !== undefined) [mixed[last], mixed[other]] = [b, a];
  }
  return mixed;
}

/** With CI set: what fails there is to be of the change, and not of the day. */
const seedInCi = 496_023_312;

/** The seed of this run: that of CAREDESK_KILL_SEED, to repeat one, or a fresh one. */
export function killSeed(environment: Readonly<Record<string, string | undefined>>): number {
  const given = environment['CAREDESK_KILL_SEED'];
  if (given === undefined || given === '') {
    return environment['CI'] ? seedInCi : Date.now() % 4_294_967_296;
  }
  const seed = Number(given);
  if (!Number.isInteger(seed) || seed < 0) throw new Error(`CAREDESK_KILL_SEED is ${given}`);
  return seed;
}

/** How often main was killed in each phase, as a table. */
export function phaseTable(killedIn: readonly Phase[]): string {
  return phases
    .map((phase) => {
      const count = killedIn.filter((killed) => killed === phase).length;
      return `${phase.padEnd(16)} ${String(count).padStart(4)}`;
    })
    .join('\n');
}

/** The phases in which nothing was killed. */
export function missedPhases(killedIn: readonly Phase[]): readonly Phase[] {
  return phases.filter((phase) => !killedIn.includes(phase));
}
