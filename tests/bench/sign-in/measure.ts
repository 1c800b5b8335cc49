import { type Fault, faults } from './faults.ts';
import { type Row, rows } from './rows.ts';
import type { Harness, SignInRun, Stage } from './stage.ts';

/** One timed sign-in, in milliseconds since the redirect arrived at the loopback. */
export interface Timing {
  readonly tokens: number;
  /** Of these, the processor time of the candidate's process. */
  readonly processor: number;
  readonly person: number | null;
  readonly importTime: number;
  readonly run: SignInRun;
}

export type Timings = ReadonlyMap<Row, readonly Timing[]>;
export type Verdicts = ReadonlyMap<Row, ReadonlyMap<Fault, SignInRun['outcome']>>;

export const coldRounds = 15;
export const warmRounds = 20;
/** Sign-ins of a process that are not counted before it is called warm. */
const warmingUp = 3;
/** Milliseconds the scripted person takes: enough for whatever is fetched meanwhile to arrive. */
const reading = 150;

/** The rows beginning with another one in every round, so that load hits all alike. */
function rotated(round: number): readonly Row[] {
  const first = round % rows.length;
  return [...rows.slice(first), ...rows.slice(0, first)];
}

function timed(row: Row, harness: Harness, run: SignInRun): Timing {
  if (run.outcome.kind === 'refused') {
    throw new Error(`${row.title} (${row.checks}) refused a true answer: ${run.outcome.reason}`);
  }
  const { tokens, processor, person } = run.outcome;
  if (!(tokens > 0)) throw new Error(`${row.title} (${row.checks}) was not timed`);
  return { tokens, processor, person, importTime: harness.importTime, run };
}

/** The first sign-in of a fresh process, again and again. */
export async function measureCold(stage: Stage): Promise<Timings> {
  const timings = new Map<Row, Timing[]>(rows.map((row) => [row, []]));
  for (let round = 0; round < coldRounds; round++) {
    for (const row of rotated(round)) {
      const harness = await stage.startHarness(row);
      try {
        timings.get(row)?.push(timed(row, harness, await harness.signIn('none', reading)));
      } finally {
        harness.stop();
      }
    }
  }
  return timings;
}

/** Further sign-ins of processes that have signed in before, and what each refuses. */
export async function measureWarm(
  stage: Stage,
): Promise<{ readonly timings: Timings; readonly verdicts: Verdicts }> {
  const harnesses = new Map<Row, Harness>();
  try {
    for (const row of rows) harnesses.set(row, await stage.startHarness(row));
    const timings = new Map<Row, Timing[]>(rows.map((row) => [row, []]));
    for (let round = 0; round < warmingUp + warmRounds; round++) {
      for (const row of rotated(round)) {
        const harness = harnesses.get(row);
        if (harness === undefined) continue;
        const timing = timed(row, harness, await harness.signIn('none', reading));
        if (round >= warmingUp) timings.get(row)?.push(timing);
      }
    }
    return { timings, verdicts: await tryFaults(harnesses) };
  } finally {
    for (const harness of harnesses.values()) harness.stop();
  }
}

async function tryFaults(harnesses: ReadonlyMap<Row, Harness>): Promise<Verdicts> {
  const verdicts = new Map<Row, ReadonlyMap<Fault, SignInRun['outcome']>>();
  for (const [row, harness] of harnesses) {
    const outcomes = new Map<Fault, SignInRun['outcome']>();
    for (const fault of faults) outcomes.set(fault, (await harness.signIn(fault, 0)).outcome);
    // A row that refuses everything would refuse the faults too: the true answer must still pass.
    timed(row, harness, await harness.signIn('none', 0));
    verdicts.set(row, outcomes);
  }
  return verdicts;
}
