import type { SettledCase, SettledGroup } from '../../tests/conformance/run-groups.ts';
import { columns, countVerdicts, rowOf, summaryOf } from './report.ts';

const style = `
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem; color: #212b32; background: #fff;
  font: 1rem/1.5 Arial, sans-serif }
.scroll { overflow-x: auto }
.scroll:focus { outline: 3px solid #212b32; outline-offset: 2px }
table { width: 100%; border-collapse: collapse; margin-bottom: 2rem }
caption { padding: 0.5rem 0; text-align: left; font-size: 1.25rem; font-weight: 700 }
th, td { padding: 0.5rem; border: 1px solid #768692; text-align: left; vertical-align: top }
th { background: #f0f4f5 }
tbody th { font-weight: 400 }
.failed { border-left: 6px solid #d5281b; font-weight: 700 }
`;

/** The report as one HTML page that loads nothing; every text in it is escaped. */
export function htmlReport(groups: readonly SettledGroup[]): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Conformance of CareDesk</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Conformance of CareDesk</h1>
<p>${escaped(summaryOf(countVerdicts(groups)))}</p>
${groups.map(table).join('\n')}
</main>
</body>
</html>
`;
}

function table({ group, settled }: SettledGroup): string {
  const title = escaped(group.title);
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  // A region that scrolls must be reached by the keyboard and have a name.
  return `<h2 id="${escaped(group.name)}">${title}</h2>
<div class="scroll" role="region" aria-labelledby="${escaped(group.name)}" tabindex="0">
<table>
<caption>${escaped(summaryOf(countVerdicts([{ group, settled }])))}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${settled.map(line).join('\n')}
</tbody>
</table>
</div>`;
}

function line(entry: SettledCase): string {
  const [requirement, source, tried, verdict] = rowOf(entry).map(escaped);
  const mark = entry.verdict.kind === 'failed' ? ' class="failed"' : '';
  return `<tr><th scope="row">${requirement}</th><td>${source}</td><td>${tried}</td><td${mark}>${verdict}</td></tr>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
