import { loadavg } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxArguments } from '../../../build/electron-runtime/sandbox-arguments.ts';
import { ownSetSize, proportionalSetSize } from '../process-memory.ts';
import { median } from '../statistics.ts';
import { buildStandIn, type RoomsPlace, type SessionEnd, type StandIn } from './stand-in-app.ts';

const rounds = 6;
/** Milliseconds a stand-in is left alone before its memory is read or its session ended. */
const settling = 1_500;

interface Candidate {
  readonly name: string;
  readonly rooms: RoomsPlace;
  readonly end: SessionEnd;
}

const candidates: readonly Candidate[] = [
  { name: 'a: utilityProcess killed, new one', rooms: 'utility', end: 'fork' },
  { name: 'b: successor, then the old one ends', rooms: 'main', end: 'successor' },
  { name: 'c: app.relaunch()', rooms: 'main', end: 'relaunch' },
];

interface Measured {
  readonly milliseconds: number;
  /** MiB of the processes that hold the rooms: main, and the session's if it has one. */
  readonly holders: number;
  /** MiB of the whole app. */
  readonly whole: number;
}

async function measure(standIn: StandIn, { rooms, end }: Candidate): Promise<Measured> {
  const running = await standIn.start(rooms, end);
  try {
    await sleep(settling);
    const whole = proportionalSetSize(running.pid).mib;
    const holders = ownSetSize(running.pid, rooms === 'utility' ? 'node.mojom.NodeService' : null);
    return { milliseconds: await running.endSession(), holders, whole };
  } finally {
    await running.stop();
  }
}

function print(all: ReadonlyMap<Candidate, readonly Measured[]>): void {
  const [first, second] = candidates;
  if (first === undefined || second === undefined) throw new Error('nothing to compare');
  const of = (candidate: Candidate, unit: (measured: Measured) => number) =>
    (all.get(candidate) ?? []).map(unit);
  console.log(`  end of the session to a usable window, ms: medians of ${rounds} (least–most)`);
  const floor = median(of(first, ({ milliseconds }) => milliseconds));
  for (const candidate of candidates) {
    const times = of(candidate, ({ milliseconds }) => milliseconds);
    console.log(
      `    ${candidate.name.padEnd(38)} ${median(times).toFixed(0).padStart(5)}` +
        `   (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)})` +
        `   ${(median(times) / floor).toFixed(2)} ×`,
    );
  }
  console.log('  memory while somebody is logged in, MiB (PSS)');
  for (const [name, unit] of [
    ['main, and the session’s process', ({ holders }: Measured) => holders],
    ['whole app', ({ whole }: Measured) => whole],
  ] as const) {
    const [utility, alone] = [median(of(first, unit)), median(of(second, unit))];
    console.log(
      `    ${name.padEnd(32)} rooms in a utilityProcess ${utility.toFixed(0)},` +
        ` in main ${alone.toFixed(0)}: ${(utility / alone).toFixed(2)} ×`,
    );
  }
}

const electron = process.env['CAREDESK_ELECTRON'];
if (electron === undefined) throw new Error('run with npm run bench');
console.log('A person’s secrets live in a process that dies with their session: which one?');
console.log('stand-ins of real Electron with CareDesk’s own rooms, bundled, started in turn');
console.log(`load before: ${loadavg()[0]?.toFixed(2)}`);
const standIn = await buildStandIn(electron, await sandboxArguments());
try {
  const all = new Map<Candidate, Measured[]>(candidates.map((candidate) => [candidate, []]));
  // The first round fills caches, and is not counted.
  for (let round = -1; round < rounds; round++) {
    for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
      const measured = await measure(standIn, candidate);
      if (round >= 0) all.get(candidate)?.push(measured);
    }
  }
  print(all);
  console.log(`load after: ${loadavg()[0]?.toFixed(2)}`);
} finally {
  await standIn.remove();
}
