import { loadavg } from 'node:os';
import { chanceOfWinning, median, percentile } from '../statistics.ts';
import type { Checks } from './candidate.ts';
import { type Fault, faults } from './faults.ts';
import type { Timing, Timings, Verdicts } from './measure.ts';
import { type Row, rows } from './rows.ts';

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

function spread(values: readonly number[]): readonly [string, string, string] {
  const [middle, high] = milliseconds(values);
  return [middle, percentile(values, 0.25).toFixed(1), high];
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

/** The tables, in their order. */
const groups: readonly { readonly heading: string; readonly checks: Checks }[] = [
  { heading: 'equal checks', checks: 'equal' },
  {
    heading: 'equal checks, and the keys fetched ahead as CareDesk does',
    checks: 'equal, keys ahead',
  },
  {
    heading: 'equal checks, the keys fetched ahead and the code grant warmed up as CareDesk does',
    checks: 'equal, warmed up',
  },
  { heading: 'as shipped (see below what they accept)', checks: 'shipped' },
];

/** Medians, p95 and ratios to CareDesk, the rows with equal checks first. */
export function printTimings(title: string, timings: Timings): void {
  const careDesk = rows[0] === undefined ? Number.NaN : medianTokens(timings, rows[0]);
  const count = Math.min(...rows.map((row) => timings.get(row)?.length ?? 0));
  console.log(`\n${title}, N = ${count}, load ${load()}`);
  const head = [
    'ms',
    'tokens',
    'p25',
    'p95',
    '× CareDesk',
    'with userinfo',
    'p95',
    'own CPU',
    'at provider',
    'import',
    'requests before / after the redirect',
  ];
  for (const { heading, checks } of groups) {
    const wanted = rows.filter((row) => row.checks === checks);
    console.log(`\n  ${heading}`);
    printTable(
      head,
      wanted.map((row) => {
        const own = timings.get(row) ?? [];
        const persons = own.flatMap(({ person }) => (person === null ? [] : [person]));
        return [
          row.title,
          ...spread(own.map(({ tokens }) => tokens)),
          (medianTokens(timings, row) / careDesk).toFixed(2),
          ...(persons.length === 0 ? ['–', '–'] : milliseconds(persons)),
          median(own.map(({ processor }) => processor)).toFixed(1),
          median(own.map(({ run }) => run.provider)).toFixed(1),
          median(own.map(({ importTime }) => importTime)).toFixed(0),
          requests(own),
        ];
      }),
    );
  }
}

/** A lead that chance alone gives in more than one of fifty runs (sign test) counts as noise. */
const significance = 1 / 50;

/** CareDesk beside another row: the medians, and in how many rounds it was the faster of the two. */
function comparison(timings: Timings, careDesk: Row, row: Row): string {
  const own = timings.get(careDesk) ?? [];
  const theirs = timings.get(row) ?? [];
  const gains = own.map(({ tokens }, round) => (theirs[round]?.tokens ?? Number.NaN) - tokens);
  const won = gains.filter((gain) => gain > 0).length;
  const lead = medianTokens(timings, row) - medianTokens(timings, careDesk);
  const chance = chanceOfWinning(lead > 0 ? won : gains.length - won, gains.length);
  const verdict = `${lead > 0 ? 'ahead' : 'BEHIND'}${chance > significance ? ', within the noise' : ''}`;
  const middleHalf = [0.25, 0.75].map((share) => percentile(gains, share).toFixed(1)).join(' to ');
  return (
    `${verdict}: medians differ by ${Math.abs(lead).toFixed(1)}; faster in ${won} of ` +
    `${gains.length} rounds; middle half of the gains ${middleHalf}`
  );
}

/**
 * Whether CareDesk is ahead of every other row with equal checks. A lead that changes from round to
 * round is noise, and is called so.
 */
export function printGoal(cold: Timings): void {
  const [careDesk] = rows;
  if (careDesk === undefined) return;
  console.log('\n  goal: CareDesk ahead of all, cold, equal checks (ms)');
  for (const { heading, checks } of groups.filter((group) => group.checks !== 'shipped')) {
    console.log(`    ${heading}`);
    for (const row of rows.filter((other) => other !== careDesk && other.checks === checks)) {
      console.log(`      beside ${row.title}: ${comparison(cold, careDesk, row)}`);
    }
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
      row.checks === 'equal' || row.checks === 'shipped'
        ? row.title
        : `${row.title} (${row.checks})`,
      ...faults.map((fault) => {
        const refused = verdicts.get(row)?.get(fault)?.kind === 'refused';
        if (fault === 'none') return refused ? 'REFUSED' : 'accepted';
        return refused ? 'refused' : 'ACCEPTED';
      }),
    ]),
  );
}
