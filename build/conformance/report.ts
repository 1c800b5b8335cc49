import type { Verdict } from '../../tests/conformance/conformance-case.ts';
import type { SettledCase, SettledGroup } from '../../tests/conformance/run-groups.ts';

/** How many cases came to what. */
export interface VerdictCounts {
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
}

export const columns = ['Requirement', 'Source', 'What was tried', 'Verdict'] as const;

type Row = readonly [requirement: string, source: string, tried: string, verdict: string];

/** The cells of a case, in the order of `columns`. */
export function rowOf({ tried, verdict }: SettledCase): Row {
  const remark = tried.remark === null ? '' : ` ${tried.remark}`;
  return [`${tried.id}: ${tried.requirement}`, tried.source, tried.tried, words(verdict) + remark];
}

function words(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'passed':
      return `Passed. ${sentence(verdict.observed)}`;
    case 'failed':
      return `FAILED. Expected ${verdict.expected}. Observed ${sentence(verdict.observed)}`;
    case 'not-applicable':
      return `Not applicable: ${sentence(verdict.reason)}`;
  }
}

function sentence(text: string): string {
  return `${text}.`;
}

/** Counts the verdicts of all groups, controls included. */
export function countVerdicts(groups: readonly SettledGroup[]): VerdictCounts {
  const kinds = groups.flatMap(({ settled }) => settled.map(({ verdict }) => verdict.kind));
  const count = (kind: Verdict['kind']) => kinds.filter((other) => other === kind).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    notApplicable: count('not-applicable'),
  };
}

/** One line: what came of it all. */
export function summaryOf({ passed, failed, notApplicable }: VerdictCounts): string {
  return `${passed} passed, ${failed} failed, ${notApplicable} not applicable here`;
}

/** The report as Markdown. */
export function markdownReport(groups: readonly SettledGroup[]): string {
  const parts = groups.map(({ group, settled }) => {
    const rows = settled.map((entry) => tableLine(rowOf(entry)));
    const rule = tableLine(columns.map(() => '---'));
    return [`## ${markdown(group.title)}`, '', tableLine(columns), rule, ...rows].join('\n');
  });
  return `${[`# Conformance of CareDesk`, summaryOf(countVerdicts(groups)), ...parts].join('\n\n')}\n`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map(markdown).join(' | ')} |`;
}

/** Backticks stay: they mark names. What would end a cell or start HTML does not. */
function markdown(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s+/g, ' ');
}
