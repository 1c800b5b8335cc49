import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { _electron } from 'playwright';
import { sandboxArguments } from '../../../build/electron-runtime/sandbox-arguments.ts';
import { projectRoot } from '../../../build/project-root.ts';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { lockPage, pageWith, unlock } from '../../e2e/locked.ts';
import { askForPatient, heading, signInToWork } from '../../e2e/screen.ts';
import { type Harness, startHarness } from '../../harness/harness.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import { definedEnvironment } from '../defined-environment.ts';
import { median, percentile } from '../statistics.ts';
import { shareLeft, startWatchedScreen, type WatchedScreen } from '../watched-screen.ts';
import { openKeyboard } from './keyboard.ts';

/** Times of each way to lock. */
const rounds = 8;
const goal = 100;
/** Milliseconds for which a picture has stood still when it counts as what is shown. */
const stillness = 400;
/** What may be left of a record that is gone: the pointer, or a pixel that is the same by chance. */
const rest = 0.005;

/** Begins it. Gives the moment of the input event, in epoch milliseconds. */
type Act = () => Promise<number> | number;

/** One app on a screen of its own, with something to hide. */
interface Subject {
  readonly screen: WatchedScreen;
  /** By the keyboard, and by what Electron tells of the PC. */
  readonly acts: Readonly<Record<Way, Act>>;
  /** What it shows is back. */
  show(): Promise<unknown>;
  /** It shows what it shows in its place. */
  hidden(): Promise<unknown>;
  close(): Promise<void>;
}

type Way = 'Ctrl and L' | 'lock of the PC';
const ways: readonly Way[] = ['Ctrl and L', 'lock of the PC'];

/** From the input event to the last of what was shown gone from the screen. */
async function timeToHidden(subject: Subject, way: Way): Promise<number> {
  const { screen } = subject;
  const shown = await screen.still(stillness);
  const began = subject.acts[way]();
  let after = shown;
  const settled = subject.hidden().then(async () => {
    after = await screen.still(stillness);
  });
  const looks = await screen.record(settled);
  // Judged afterwards, when it is known what is shown in its place.
  const lastSeen = looks.findLastIndex((look) => shareLeft(shown, after, look) > rest);
  const gone = looks[lastSeen + 1];
  if (gone === undefined) throw new Error('What was shown is still on the screen');
  return gone.at - (await began);
}

/** A window that does nothing but go. */
async function openFloor(electron: string, folder: string): Promise<Subject> {
  const screen = await startWatchedScreen();
  const keyboard = openKeyboard(screen.display);
  const app = await _electron.launch({
    executablePath: electron,
    args: [
      ...(await sandboxArguments()),
      join(projectRoot, 'tests/bench/lock-to-hidden/destroyed-window'),
    ],
    env: { ...definedEnvironment(), DISPLAY: screen.display, CAREDESK_USER_DATA: folder },
  });
  return {
    screen,
    acts: {
      'Ctrl and L': () => keyboard.press('ctrl+l'),
      'lock of the PC': () =>
        app.evaluate(({ BrowserWindow }) => {
          const at = performance.timeOrigin + performance.now();
          BrowserWindow.getAllWindows()[0]?.destroy();
          return at;
        }),
    },
    async show() {
      if (app.windows().length === 0) {
        await app.evaluate(() => Reflect.get(globalThis, 'openNext')());
      }
      const window = await waitUntil('a window', () => app.windows().at(0) ?? null);
      await window.getByRole('button', { name: 'Log in' }).waitFor();
    },
    hidden: () => waitUntil('no window', () => (app.windows().length === 0 ? true : null)),
    async close() {
      await keyboard.close();
      await app.close();
      await screen.stop();
    },
  };
}

/** CareDesk with a patient's record open. */
async function openCareDesk(): Promise<Subject> {
  const screen = await startWatchedScreen();
  process.env['DISPLAY'] = screen.display;
  const keyboard = openKeyboard(screen.display);
  const harness = await startHarness();
  await askForPatient(await signInToWork(harness), mainStoryPatient.nhsNumber);
  return {
    screen,
    acts: {
      'Ctrl and L': () => keyboard.press('ctrl+l'),
      'lock of the PC': () =>
        harness.app.evaluate(({ powerMonitor }) => {
          const at = performance.timeOrigin + performance.now();
          powerMonitor.emit('lock-screen');
          return at;
        }),
    },
    show: () => showRecord(harness),
    hidden: () => lockPage(harness),
    async close() {
      await keyboard.close();
      await harness.close();
      await screen.stop();
    },
  };
}

/** Back from the lock page, where it is shown, to the record that was open. */
async function showRecord(harness: Harness): Promise<void> {
  await harness.app.evaluate(({ powerMonitor }) => powerMonitor.emit('unlock-screen'));
  const page = await pageWith(harness, /^(Patient record|CareDesk is locked)$/);
  if (await heading(page, 'CareDesk is locked').isVisible()) await unlock(harness);
  const back = await pageWith(harness, 'Patient record');
  await back.getByText('WHITFIELD, Rosa').first().waitFor();
}

function print(way: Way, careDesk: readonly number[], floor: readonly number[]): void {
  const line = (name: string, times: readonly number[]) =>
    console.log(
      `    ${name.padEnd(24)} ${median(times).toFixed(0).padStart(5)}   (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)})`,
    );
  console.log(`  ${way}, ms: medians of ${rounds} (least–most)`);
  line('CareDesk, record open', careDesk);
  line('window that is destroyed', floor);
  const slow = percentile(careDesk, 0.9);
  console.log(
    `    ratio ${(median(careDesk) / median(floor)).toFixed(2)} ×   goal ≤ ${goal} ms: ` +
      `${median(careDesk) <= goal ? 'met' : 'MISSED'} (nine in ten: ${slow.toFixed(0)} ms)`,
  );
}

const electron = process.env['CAREDESK_ELECTRON'];
if (electron === undefined) throw new Error('run with npm run bench');
const folder = await mkdtemp(join(tmpdir(), 'caredesk-bench-'));
const subjects: Subject[] = [];
try {
  console.log('From the input event to the patient’s record gone from the screen');
  console.log('read from the memory of the display about every 2 ms, each app on one of its own');
  console.log(`load before: ${loadavg()[0]?.toFixed(2)}`);
  const floor = await openFloor(electron, folder);
  subjects.push(floor);
  const careDesk = await openCareDesk();
  subjects.push(careDesk);
  for (const way of ways) {
    const times = new Map<Subject, number[]>(subjects.map((subject) => [subject, []]));
    // The first round of each fills caches, and is not counted.
    for (let round = -1; round < rounds; round++) {
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
        await subject.show();
        const time = await timeToHidden(subject, way);
        if (round >= 0) times.get(subject)?.push(time);
      }
    }
    print(way, times.get(careDesk) ?? [], times.get(floor) ?? []);
  }
  console.log(`load after: ${loadavg()[0]?.toFixed(2)}`);
} finally {
  for (const subject of subjects) await subject.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
