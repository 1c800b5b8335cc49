import { writeSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { killPlan, killSeed, missedPhases, type Phase, phaseTable } from '../../kills/kill-plan.ts';
import { bundleRooms } from './bundle-rooms.ts';
import { openOutlivingKeychain } from './outliving-keychain.ts';
import { startRounds } from './rounds.ts';

const seed = killSeed(process.env);
/** How often main is killed. Fewer are for whoever changes this test. */
const kills = Number(process.env['CAREDESK_KILLS'] ?? '200');

let sandbox: Sandbox;
let program: Awaited<ReturnType<typeof bundleRooms>>;

beforeAll(async () => {
  [sandbox, program] = await Promise.all([
    startSandbox({ signOutAtProvider: true }),
    bundleRooms(),
  ]);
});

afterAll(async () => {
  await sandbox.stop();
  await program.remove();
});

describe('CareDesk killed at any moment', () => {
  it(`starts clean each time (CAREDESK_KILL_SEED=${seed})`, { timeout: 600_000 }, async () => {
    const rounds = startRounds({
      policy: sandbox.policy,
      script: program.script,
      keychain: openOutlivingKeychain(),
    });
    await rounds.measure();
    const killedIn: Phase[] = [];
    const faults: string[] = [];
    for (const round of killPlan(seed, kills)) {
      const { phase, found } = await rounds.run(round);
      killedIn.push(phase);
      faults.push(...found);
    }
    writeSync(1, `\nKilled ${kills} times, CAREDESK_KILL_SEED=${seed}\n${phaseTable(killedIn)}\n`);
    expect(faults).toEqual([]);
    expect(missedPhases(killedIn)).toEqual([]);
    expect(killedIn).toHaveLength(kills);
  });
});
