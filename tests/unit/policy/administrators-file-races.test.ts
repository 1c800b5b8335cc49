import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAdministratorsFile } from '../../../electron/policy/administrators-file.ts';
import { makeAdministratorsFolder } from './administrators-folder.ts';

const isRoot = process.getuid?.() === 0;
const ordinary = 65534;

let root: string;
let attacker: ChildProcess | null = null;

beforeEach(async () => {
  root = await makeAdministratorsFolder();
});

afterEach(async () => {
  if (attacker !== null) {
    const ended = once(attacker, 'exit');
    attacker.kill('SIGKILL');
    await ended;
    attacker = null;
  }
  await rm(root, { recursive: true, force: true });
});

/** Runs JavaScript over and over, as another account or this one, until the test has ended. */
async function attack(uid: number, lines: string): Promise<void> {
  const script = `
    const fs = require('node:fs');
    process.stdout.write('ready');
    for (;;) { ${lines} }`;
  attacker = spawn(process.execPath, ['--eval', script], {
    uid,
    gid: uid,
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  });
  if (attacker.stdout !== null) await once(attacker.stdout, 'data');
}

/** Milliseconds a file is read for, at least; and at most, on a machine too busy to meet the attack. */
const [shortest, longest] = [2_000, 30_000];

/**
 * What came of reading a file many times while it is under attack, until each of the `awaited`
 * outcomes came as often as said.
 */
async function outcomes(
  file: string,
  owner: number,
  awaited: Readonly<Record<string, number>>,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const hasMet = () =>
    Object.entries(awaited).every(([outcome, times]) => (counts.get(outcome) ?? 0) >= times);
  const begun = Date.now();
  const lasted = () => Date.now() - begun;
  while (lasted() < shortest || (!hasMet() && lasted() < longest)) {
    const outcome = await readAdministratorsFile(file, 'linux', owner).then(
      (text) => text ?? 'nothing',
      (error: unknown) =>
        error instanceof Error && 'reason' in error ? `refused: ${error.reason}` : `${error}`,
    );
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

describe('a file that is exchanged while it is read', () => {
  it.runIf(isRoot)('never gives what an ordinary user wrote', async () => {
    // The user's folder holds the administrators' own file in turn with a planted one.
    const folder = join(root, 'theirs');
    await mkdir(folder);
    await writeFile(join(root, 'sound.json'), 'sound', { mode: 0o644 });
    await chown(folder, ordinary, ordinary);
    await attack(
      ordinary,
      `
      fs.writeFileSync('theirs/planted', 'planted');
      fs.renameSync('theirs/planted', 'theirs/policy.json');
      fs.symlinkSync('../sound.json', 'theirs/sound');
      fs.renameSync('theirs/sound', 'theirs/policy.json');`,
    );
    const counts = await outcomes(join(folder, 'policy.json'), 0, { 'refused: folder': 101 });
    expect([...counts.keys()].toSorted()).not.toContain('planted');
    expect(counts.get('refused: folder'), JSON.stringify([...counts])).toBeGreaterThan(100);
  });

  it.runIf(isRoot)('is never taken from a folder that a link leads to in between', async () => {
    const [decisions, elsewhere] = [join(root, 'decisions'), join(root, 'elsewhere')];
    for (const folder of [decisions, elsewhere]) await mkdir(folder);
    await writeFile(join(decisions, 'policy.json'), 'sound', { mode: 0o644 });
    await writeFile(join(elsewhere, 'policy.json'), 'planted', { mode: 0o644 });
    // Root for the exchange: what matters is that a link is never followed, however it came there.
    await attack(
      0,
      `
      fs.renameSync('decisions', 'aside');
      fs.symlinkSync('elsewhere', 'decisions');
      fs.unlinkSync('decisions');
      fs.renameSync('aside', 'decisions');`,
    );
    const counts = await outcomes(join(decisions, 'policy.json'), 0, {
      sound: 1,
      'refused: link': 1,
    });
    expect([...counts.keys()]).not.toContain('planted');
    expect(counts.get('sound'), JSON.stringify([...counts])).toBeGreaterThan(0);
    expect(counts.get('refused: link'), JSON.stringify([...counts])).toBeGreaterThan(0);
  });

  it('does not wait for a pipe that is put in its place', async () => {
    const file = join(root, 'policy.json');
    await once(spawn('mkfifo', [join(root, 'pipe')]), 'exit');
    await writeFile(join(root, 'sound'), 'sound', { mode: 0o644 });
    const me = process.getuid?.() ?? 0;
    await attack(
      me,
      `
      fs.rmSync('policy.json', { force: true });
      fs.copyFileSync('sound', 'policy.json');
      fs.renameSync('pipe', 'policy.json');
      fs.renameSync('policy.json', 'pipe');`,
    );
    const counts = await outcomes(file, me, { 'refused: not-a-file': 1 });
    const known = ['sound', '', 'nothing', 'refused: not-a-file'];
    expect([...counts.keys()].filter((outcome) => !known.includes(outcome))).toEqual([]);
    expect(counts.get('refused: not-a-file') ?? 0).toBeGreaterThan(0);
  });
});
