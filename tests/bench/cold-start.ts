import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { sandboxArguments } from '../../build/electron-runtime/sandbox-arguments.ts';
import { projectRoot } from '../../build/project-root.ts';
import { type App, type Start, startOnce } from './one-start.ts';
import { median } from './statistics.ts';

const rounds = 10;
const goal = 1.25;

const folder = mkdtempSync(join(tmpdir(), 'caredesk-bench-'));
const policyFile = join(folder, 'policy.json');
writeFileSync(
  policyFile,
  JSON.stringify({
    environment: 'sandbox',
    issuer: 'http://localhost:1/issuer',
    clientId: 'bench',
    apiOrigin: 'http://localhost:1',
  }),
);

const careDesk: App = {
  name: 'CareDesk',
  folder: projectRoot,
  env: { CAREDESK_POLICY: policyFile },
  async answers(page) {
    await page.getByRole('button', { name: 'Log in with my Care Identity' }).click();
    await page.getByText('Care Identity could not be reached').waitFor();
  },
};

const minimal: App = {
  name: 'Minimal window',
  folder: join(projectRoot, 'tests/bench/minimal-window'),
  env: {},
  async answers(page) {
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForFunction(() => document.title === 'answered');
  },
};

function line(name: string, starts: readonly Start[], unit: (start: Start) => number): string {
  const values = starts.map(unit);
  const range = `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;
  return `${name.padEnd(16)} ${median(values).toFixed(0).padStart(6)}   (${range})`;
}

/** Starts both apps in turn, order changing every round, so that load hits both alike. */
async function measure(
  electron: string,
  flags: readonly string[],
  profiles: Map<App, string> | null,
): Promise<Map<App, Start[]>> {
  const starts = new Map<App, Start[]>([
    [careDesk, []],
    [minimal, []],
  ]);
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [careDesk, minimal] : [minimal, careDesk];
    for (const app of order) {
      starts.get(app)?.push(await startOnce(electron, flags, app, profiles?.get(app) ?? null));
    }
  }
  return starts;
}

function print(title: string, starts: Map<App, Start[]>): void {
  const ours = starts.get(careDesk) ?? [];
  const floor = starts.get(minimal) ?? [];
  const ratio = (unit: (start: Start) => number) =>
    median(ours.map(unit)) / median(floor.map(unit));
  console.log(`\n${title}: medians of ${rounds} (least–most)`);
  for (const [what, unit, limit] of [
    ['spawn to sign-in button painted and answering, ms', (s: Start) => s.ready, goal],
    ['spawn to first contentful paint, ms', (s: Start) => s.firstPaint, null],
  ] as const) {
    console.log(`  ${what}`);
    for (const [app, own] of [
      [careDesk, ours],
      [minimal, floor],
    ] as const) {
      console.log(`    ${line(app.name, own, unit)}`);
    }
    const verdict =
      limit === null ? '' : `  goal ≤ ${limit}: ${ratio(unit) <= limit ? 'met' : 'MISSED'}`;
    console.log(`    ratio            ${ratio(unit).toFixed(2).padStart(6)} ×${verdict}`);
  }
}

const electron = process.env['CAREDESK_ELECTRON'];
if (electron === undefined) throw new Error('run with npm run bench');
const flags = await sandboxArguments();
try {
  console.log(
    `Cold start beside a minimal Electron window, same runtime and flags (${flags.join(' ') || 'none'})`,
  );
  console.log(`load before: ${loadavg()[0]?.toFixed(2)}`);
  const profiles = new Map([
    [careDesk, join(folder, 'caredesk')],
    [minimal, join(folder, 'minimal')],
  ]);
  // Two starts to fill the file cache and the V8 code cache, as on a PC in daily use.
  for (const app of [careDesk, minimal, careDesk, minimal]) {
    await startOnce(electron, flags, app, profiles.get(app) ?? null);
  }
  print('Daily start (profile kept)', await measure(electron, flags, profiles));
  print('First start (fresh profile)', await measure(electron, flags, null));
  console.log(`\nload after: ${loadavg()[0]?.toFixed(2)}`);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
