import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron } from 'playwright';
import { sandboxArguments } from '../../build/electron-runtime/sandbox-arguments.ts';
import { projectRoot } from '../../build/project-root.ts';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { askForPatient, signInToWork } from '../e2e/screen.ts';
import { startHarness } from '../harness/harness.ts';
import { definedEnvironment } from './defined-environment.ts';
import { proportionalSetSize } from './process-memory.ts';
import { median } from './statistics.ts';

const rounds = 2;
const goals = { signedOut: 1.2, recordOpen: 1.5 };
/** Milliseconds an app is left alone: the keychain's process ends by itself after 15 s. */
const settling = 18_000;

interface Memory {
  readonly mib: number;
  readonly processes: number;
}

async function settledMemory(pid: number | undefined): Promise<Memory> {
  await sleep(settling);
  return proportionalSetSize(pid ?? -1);
}

/** The floor: the same runtime with a window that has a button, started in the same way. */
async function minimalWindow(electron: string, folder: string): Promise<Memory> {
  const app = await _electron.launch({
    executablePath: electron,
    args: [...(await sandboxArguments()), join(projectRoot, 'tests/bench/minimal-window')],
    env: { ...definedEnvironment(), CAREDESK_USER_DATA: folder },
  });
  try {
    const page = await app.firstWindow();
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    return await settledMemory(app.process().pid);
  } finally {
    await app.close();
  }
}

async function careDesk(): Promise<{ readonly signedOut: Memory; readonly recordOpen: Memory }> {
  const harness = await startHarness();
  try {
    const { pid } = harness.app.process();
    const page = await harness.window();
    await page.getByRole('button', { name: /^Log in with / }).waitFor();
    const signedOut = await settledMemory(pid);
    const work = await signInToWork(harness);
    await askForPatient(work, mainStoryPatient.nhsNumber);
    await work.getByText('WHITFIELD, Rosa').first().waitFor();
    return { signedOut, recordOpen: await settledMemory(pid) };
  } finally {
    await harness.close();
  }
}

function print(
  name: string,
  measured: readonly Memory[],
  floor: readonly Memory[],
  goal?: number,
): void {
  const mib = (memories: readonly Memory[]) => median(memories.map((memory) => memory.mib));
  const ratio = mib(measured) / mib(floor);
  const verdict =
    goal === undefined
      ? ''
      : `   ${ratio.toFixed(2)} ×  goal ≤ ${goal}: ${ratio <= goal ? 'met' : 'MISSED'}`;
  const each = measured.map((memory) => memory.mib.toFixed(0)).join(', ');
  console.log(
    `  ${name.padEnd(24)} ${mib(measured).toFixed(0).padStart(5)} MiB  (${each})` +
      `  ${measured[0]?.processes} processes${verdict}`,
  );
}

/** A copy of the runtime: pages would be shared with any other Electron on this machine. */
async function ownRuntime(executable: string, folder: string): Promise<string> {
  const original = await realpath(executable);
  const copy = join(folder, 'electron');
  await cp(dirname(original), copy, { recursive: true });
  return join(copy, basename(original));
}

const installed = process.env['CAREDESK_ELECTRON'];
if (installed === undefined) throw new Error('run with npm run bench');
const folder = await mkdtemp(join(tmpdir(), 'caredesk-bench-'));
try {
  const electron = await ownRuntime(installed, folder);
  process.env['CAREDESK_ELECTRON'] = electron;
  console.log(
    'Memory: PSS of all processes, left alone for 18 s, each app with the same debuggers',
  );
  console.log(`load before: ${loadavg()[0]?.toFixed(2)}`);
  const floor: Memory[] = [];
  const signedOut: Memory[] = [];
  const recordOpen: Memory[] = [];
  for (let round = 0; round < rounds; round++) {
    floor.push(await minimalWindow(electron, join(folder, `${round}`)));
    const measured = await careDesk();
    signedOut.push(measured.signedOut);
    recordOpen.push(measured.recordOpen);
  }
  print('minimal window', floor, floor);
  print('CareDesk, signed out', signedOut, floor, goals.signedOut);
  print('CareDesk, record open', recordOpen, floor, goals.recordOpen);
  console.log(`load after: ${loadavg()[0]?.toFixed(2)}`);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
