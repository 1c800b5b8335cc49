import { inspect } from 'node:util';
import { BuildError } from '../build-error.ts';
import type { Failure } from './failures.ts';
import { createOrderedOutput } from './ordered-output.ts';
import type { TestCounts } from './test-counts.ts';

/** What came of a stage. */
export interface Outcome {
  readonly counts: TestCounts;
  readonly failures: readonly Failure[];
}

export interface Stage {
  readonly name: string;
  /** @param print takes all that is to be read of it, whole lines or parts of them */
  run(print: (text: string) => void): Promise<Outcome>;
}

export const onePassed: Outcome = { counts: { passed: 1, failed: 0 }, failures: [] };

/** A stage that failed as a whole. @param message in words, or what it printed */
export function stageFailed(name: string, message: string): Outcome {
  return {
    counts: { passed: 0, failed: 1 },
    failures: [{ file: null, name, message }],
  };
}

async function runStage(stage: Stage, print: (text: string) => void): Promise<Outcome> {
  const started = performance.now();
  print(`\n── ${stage.name}\n`);
  const outcome = await stage.run(print).catch((error: unknown) => {
    const words = error instanceof BuildError ? error.message : inspect(error);
    print(`${words}\n`);
    return stageFailed(stage.name, words);
  });
  const { failed } = outcome.counts;
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  print(`── ${stage.name}: ${failed === 0 ? 'passed' : `${failed} failed`} after ${seconds} s\n`);
  return outcome;
}

/**
 * Runs lanes of stages side by side, the stages of a lane one after another. What they print is told
 * stage by stage, lane by lane; a stage that fails holds up none.
 *
 * @returns what came of them, in the same order
 */
export async function runLanes(
  lanes: readonly (readonly Stage[])[],
  print: (text: string) => void,
): Promise<readonly Outcome[]> {
  const output = createOrderedOutput(print);
  const opened = lanes.map((lane) => lane.map((stage) => ({ stage, output: output.open() })));
  const outcomes = await Promise.all(
    opened.map(async (lane) => {
      const ofLane: Outcome[] = [];
      for (const { stage, output: own } of lane) {
        ofLane.push(await runStage(stage, own.write));
        own.end();
      }
      return ofLane;
    }),
  );
  return outcomes.flat();
}
