import { loadavg } from 'node:os';
import { type Fault, faults } from './faults.ts';
import type { Timing, Timings, Verdicts } from './measure.ts';
import { type Row, rows } from './rows.ts';
import { median, percentile } from './statistics.ts';

/** The machine's load over the last minute, as text. */
export function load(): string {
  return (loadavg()[0] ?? Number.NaN).toFixed(2);
}

/** Columns aligned: text to the left in the first, numbers to the right in the others. */
function printTable(head: readonly string[], body: readonly (readonly string[])[]): void {
  const lines = [head, ...body];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('  ')}`);
  }
}

function milliseconds(values: readonly number[]): readonly [string, string] {
  return [median(values).toFixed(1), percentile(values, 0.95).toFixed(1)];
}

function medianTokens(timings: Timings, row: Row): number {
  return median((timings.get(row) ?? []).map(({ tokens }) => tokens));
}

/** The requests of a row's sign-ins; more than one way when they differed. */
function requests(timings: readonly Timing[]): string {
  const seen = timings.map(({ run: { before, after } }) => {
    const part = (names: readonly string[]) => (names.length === 0 ? '–' : names.join(' + '));
    return `${part(before)} / ${part(after)}`;
  });
  return [...new Set(seen)].join(' or ');
}

/** Medians, p95 and ratios to CareDesk, the rows with equal checks first. */
export function printTimings(title: string, timings: Timings): void {
  const careDesk = rows[0] === undefined ? Number.NaN : medianTokens(timings, rows[0]);
  const count = Math.min(...rows.map((row) => timings.get(row)?.length ?? 0));
  console.log(`\n${title}, N = ${count}, load ${load()}`);
  const head = [
    'ms',
    'tokens',
    'p95',
    '× CareDesk',
    'with userinfo',
    'p95',
    'at provider',
    'import',
    'requests before / after the redirect',
  ];
  for (const [heading, wanted] of [
    ['equal checks', rows.filter(({ checks }) => checks === 'equal')],
    [
      'equal checks, keys fetched ahead as CareDesk does',
      rows.filter(({ checks }) => checks === 'equal, keys ahead'),
    ],
    ['as shipped (see below what they accept)', rows.filter(({ checks }) => checks === 'shipped')],
  ] as const) {
    console.log(`\n  ${heading}`);
    printTable(
      head,
      wanted.map((row) => {
        const own = timings.get(row) ?? [];
        const persons = own.flatMap(({ person }) => (person === null ? [] : [person]));
        return [
          row.title,
          ...milliseconds(own.map(({ tokens }) => tokens)),
          (medianTokens(timings, row) / careDesk).toFixed(2),
          ...(persons.length === 0 ? ['–', '–'] : milliseconds(persons)),
          median(own.map(({ run }) => run.provider)).toFixed(1),
          median(own.map(({ importTime }) => importTime)).toFixed(0),
          requests(own),
        ];
      }),
    );
  }
}

/** Rounds of nine that chance alone gives one candidate in one of fifty runs (sign test). */
const beyondChance = 8 / 9;

/**
 * Whether CareDesk is ahead of every other row with equal checks, by the medians, and in how many
 * rounds: a lead that changes from round to round is noise, and is called so.
 */
export function printGoal(cold: Timings): void {
  const [careDesk, ...others] = rows.filter(({ checks }) => checks === 'equal');
  if (careDesk === undefined) return;
  const own = cold.get(careDesk) ?? [];
  console.log('\n  goal: CareDesk ahead of all, cold, equal checks');
  for (const row of others) {
    const theirs = cold.get(row) ?? [];
    const won = own.filter(({ tokens }, round) => tokens < (theirs[round]?.tokens ?? 0)).length;
    const isAhead = medianTokens(cold, careDesk) < medianTokens(cold, row);
    const isNoise = isAhead && won / own.length < beyondChance;
    const verdict = isAhead ? `ahead${isNoise ? ', but within the noise' : ''}` : 'MISSED';
    console.log(`    beside ${row.title}: ${verdict} (faster in ${won} of ${own.length} rounds)`);
  }
}

const shortNames: Readonly<Record<Fault, string>> = {
  none: 'true answer',
  'wrong-state': 'state',
  'wrong-iss': 'iss',
  'wrong-nonce': 'nonce',
  'payload-changed': 'payload changed',
  'alg-none': 'alg none',
  'other-key': 'other key',
  expired: 'expired',
  'wrong-aud': 'aud',
  'wrong-iss-claim': 'iss claim',
  'old-auth-time': 'auth_time',
};

/** What each row refused of the answers that were wrong in one thing. */
export function printRefusals(verdicts: Verdicts): void {
  console.log('\nWhat was refused when one thing was wrong (tried just now, over TLS)\n');
  printTable(
    ['', ...faults.map((fault) => shortNames[fault])],
    rows.map((row) => [
      row.title,
      ...faults.map((fault) => {
        const refused = verdicts.get(row)?.get(fault)?.kind === 'refused';
        if (fault === 'none') return refused ? 'REFUSED' : 'accepted';
        return refused ? 'refused' : 'ACCEPTED';
      }),
    ]),
  );
}
