import { travelUntilKilled } from '../../kills/cut-off.ts';
import { nameOf } from '../../kills/journey.ts';
import { type Kept, mayBeKept } from '../../kills/kept-after.ts';
import { keptLogIn } from '../../kills/kept-log-in.ts';
import { type Phase, phases, type Round } from '../../kills/kill-plan.ts';
import type { OutlivingKeychain } from './outliving-keychain.ts';
import { startRoomsApp } from './rooms-app.ts';
import type { RoomsChild } from './rooms-child.ts';
import { openBrowsers, roomsWorkplace } from './rooms-workplace.ts';

interface RoundsDependencies {
  readonly policy: Readonly<Record<string, unknown>>;
  /** The bundled `rooms-process.ts`. */
  readonly script: string;
  readonly keychain: OutlivingKeychain;
}

export interface RoundResult {
  /** The phase in which CareDesk was killed in fact. */
  readonly phase: Phase;
  /** What was wrong with it, or with what the round before has left. */
  readonly found: readonly string[];
}

/** Rounds one after another, each on what the round before has left. */
export interface Rounds {
  /** Learns how many steps each phase has, from journeys that are not cut off within one. */
  measure(): Promise<void>;
  run(round: Round): Promise<RoundResult>;
}

/** When CareDesk is killed: with the last step of its phase at the latest. */
type StepToKillAt = (phase: Phase) => number;

export function startRounds({ policy, script, keychain }: RoundsDependencies): Rounds {
  const browsers = openBrowsers();
  const stepsIn = new Map<string, number>();

  /** What is wrong with a start on what the keychain held. */
  async function faultsOfStart(
    child: RoomsChild,
    round: Round,
    before: Kept,
    offered: string | null,
  ): Promise<readonly string[]> {
    const found: string[] = [];
    const expected = round.remembers ? before : null;
    if ((offered === null ? null : nameOf(offered)) !== expected) {
      found.push(`offers ${offered} where ${expected} is kept`);
    }
    const shown = child.states.map(({ kind }) => kind);
    if (shown.length !== (expected === null ? 0 : 1)) found.push(`shows ${shown.join(', ')}`);
    if (child.openedCount() > 0) found.push('opens the browser by itself');
    const items = await keychain.ofPerson.accounts();
    if (items.length !== (expected === null ? 0 : (await keptLogIn(keychain.ofPerson)).items)) {
      found.push(`leaves ${items.length} items in the keychain`);
    }
    return found;
  }

  async function goThrough(
    round: Round,
    stepToKillAt: StepToKillAt,
  ): Promise<RoundResult & { readonly steps: ReadonlyMap<Phase, number> }> {
    const before = (await keptLogIn(keychain.ofPerson)).of;
    const writesBefore = keychain.writes();
    const found: string[] = [];
    const steps = new Map<Phase, number>();
    let phase: Phase = 'starting';
    let onStep: () => void = () => undefined;

    const app = startRoomsApp({ script, keychain, onStep: step, policy: policyOf(round) });

    function step(): void {
      steps.set(phase, (steps.get(phase) ?? 0) + 1);
      onStep();
    }

    const { end, error } = await travelUntilKilled(round, {
      workplace: roomsWorkplace(app, browsers, step),
      onPhase: (next) => {
        phase = next;
      },
      watch(of, due) {
        onStep = () => {
          if (phase !== of || (steps.get(of) ?? 0) >= stepToKillAt(of)) due();
        };
        onStep();
      },
      async started(offered) {
        found.push(...(await faultsOfStart(app.first, round, before, offered)));
      },
      kill: app.kill,
    });
    if (error !== null) found.push(String(error));
    const kept = (await keptLogIn(keychain.ofPerson)).of;
    if (!mayBeKept(end, round.remembers, before).includes(kept)) {
      found.push(`keeps the log-in of ${kept}`);
    }
    if (!round.remembers && keychain.writes() > writesBefore) found.push('writes to the keychain');
    if (app.printed() !== '') found.push(`prints ${app.printed()}`);
    const words = `round ${round.number}, ${round.remembers ? 'remembered' : 'not remembered'}, killed while ${end.phase}`;
    return { phase: end.phase, steps, found: found.map((fault) => `${words}: ${fault}`) };
  }

  function policyOf({ remembers }: Round): Readonly<Record<string, unknown>> {
    return { ...policy, rememberSignIn: remembers };
  }

  return {
    async measure() {
      for (const remembers of [false, true]) {
        const whole = { number: 0, remembers, person: 'Dr Amara Okafor', at: 0, delay: 0 } as const;
        const rounds: readonly Round[] = [
          { ...whole, goesOn: false, unlocks: 'same', phase: 'logged-out' },
          { ...whole, goesOn: false, unlocks: 'same', phase: 'reading' },
          { ...whole, goesOn: true, unlocks: 'other', phase: 'logged-out' },
        ];
        for (const round of rounds) {
          const { steps, found } = await goThrough(round, () => Number.POSITIVE_INFINITY);
          if (found.length > 0) throw new Error(found.join('\n'));
          for (const phase of phases) {
            const key = keyOf(phase, remembers);
            stepsIn.set(key, Math.max(stepsIn.get(key) ?? 0, steps.get(phase) ?? 0));
          }
        }
      }
    },
    run: (round) =>
      goThrough(round, (phase) =>
        Math.floor(round.at * (stepsIn.get(keyOf(phase, round.remembers)) ?? 0)),
      ),
  };
}

function keyOf(phase: Phase, remembers: boolean): string {
  return `${phase} ${remembers}`;
}
