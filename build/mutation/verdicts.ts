import { allGroups } from '../../tests/conformance/requirements/all-groups.ts';
import { runGroups } from '../../tests/conformance/run-groups.ts';

/** Prints the ids of the cases that failed as one line of JSON, for `mutation-check.ts`. */
const settled = (await runGroups(allGroups)).flatMap((group) => group.settled);
const failed = settled.filter(({ verdict }) => verdict.kind === 'failed');
process.stdout.write(`${JSON.stringify(failed.map(({ tried }) => tried.id))}\n`, () =>
  // A check that is gone may leave a port open.
  process.exit(0),
);
