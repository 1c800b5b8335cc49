import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { allGroups } from '../tests/conformance/requirements/all-groups.ts';
import { runGroups } from '../tests/conformance/run-groups.ts';
import { htmlReport } from './conformance/html-report.ts';
import { columns, countVerdicts, markdownReport, rowOf, summaryOf } from './conformance/report.ts';
import { projectRoot } from './project-root.ts';

const folder = join(projectRoot, 'out/conformance');

const groups = await runGroups(allGroups);

console.log(columns.join(' | '));
for (const { group, settled } of groups) {
  console.log(`\n── ${group.title}`);
  for (const entry of settled) console.log(rowOf(entry).join(' | '));
}

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'report.md'), markdownReport(groups));
await writeFile(join(folder, 'report.html'), htmlReport(groups));

const counts = countVerdicts(groups);
console.log(`\n${summaryOf(counts)}`);
console.log(`Written to ${relative(projectRoot, folder)}: report.md, report.html`);
process.exitCode = counts.failed === 0 ? 0 : 1;
