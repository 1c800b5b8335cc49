import { faults } from './faults.ts';
import { measureCold, measureWarm, type Verdicts } from './measure.ts';
import { load, printGoal, printRefusals, printTimings } from './report.ts';
import { rows } from './rows.ts';
import { openStage } from './stage.ts';

/**
 * Times a sign-in from the redirect arriving at the loopback to validated tokens, CareDesk beside
 * the libraries a desktop app might use, and shows what each refuses.
 * @throws Error when a row refuses a true answer, or one with equal checks accepts a wrong one
 */
export async function run(): Promise<void> {
  console.log('Sign-in: from the redirect arriving at the loopback to validated tokens');
  console.log(
    'Plain Node, TLS with a throw-away authority; provider, browser and every candidate in\n' +
      'processes of their own; candidates in rotating order; one loopback receiver for all.\n' +
      '“tokens”: there and checked. “with userinfo”: the person known too, with the same sub.\n' +
      '“own CPU”: processor time of the candidate until “tokens”, whatever else the machine does.\n' +
      '“at provider”: what the provider itself spent on the requests after the redirect; it is\n' +
      'part of the times, nothing is subtracted. Medians; p25 and p95 by nearest rank.\n' +
      'While the person is in the browser (150 ms here) CareDesk fetches the signing keys and\n' +
      'redeems a made-up answer without the network, so that this code is loaded and compiled.\n' +
      'Anybody may do the same: the second table has the others with the keys fetched ahead, the\n' +
      'third the fastest of them with both; what openid-client with both does is CareDesk.\n' +
      'jwks_uri is given to msal-node and appauth, which keep none. appauth is bundled, since\n' +
      'Node cannot load it as published; every other package is loaded as installed.',
  );
  console.log(`load before: ${load()}`);
  const stage = await openStage();
  try {
    const cold = await measureCold(stage);
    printTimings('Cold: first in a fresh process', cold);
    printGoal(cold);
    const { timings, verdicts } = await measureWarm(stage);
    printTimings('Warm', timings);
    printRefusals(verdicts);
    console.log(`\nload after: ${load()}`);
    requireRefusals(verdicts);
  } finally {
    await stage.close();
  }
}

/** A comparison at equal checks is worth nothing where the checks are not made. */
function requireRefusals(verdicts: Verdicts): void {
  for (const row of rows.filter(({ checks }) => checks !== 'shipped')) {
    for (const fault of faults) {
      const expected = fault === 'none' ? 'accepted' : 'refused';
      const found = verdicts.get(row)?.get(fault)?.kind;
      if (found !== expected)
        throw new Error(`${row.title} (${row.checks}): ${fault} was ${found}`);
    }
  }
}
