import process from 'node:process';
import { failureLines } from './testing/failures.ts';
import { type Outcome, runLanes, stageFailed } from './testing/stage.ts';
import { packageNotTested, summaryLine, total } from './testing/test-counts.ts';
import { checks, onRealApp, packaged, setUp, underNode } from './testing/test-stages.ts';

const isPackageOnly = process.argv.includes('--packaged');

/** Only root can be the administrator of the PC on which the packaged CareDesk is tested. */
const canTestPackage = process.platform === 'linux' && process.getuid?.() === 0;

const print = (text: string) => void process.stdout.write(text);

const outcomes: Outcome[] = [...(await runLanes([[setUp]], print))];
if (isPackageOnly) {
  outcomes.push(...(await runLanes([packaged], print)));
} else {
  const beside = canTestPackage ? [packaged] : [];
  outcomes.push(...(await runLanes([checks, underNode, ...beside], print)));
  outcomes.push(...(await runLanes([onRealApp], print)));
}
if (!canTestPackage) {
  const { counts, words } = packageNotTested(process.env);
  console.log(`\n${words}`);
  const failures = counts.failed === 0 ? [] : stageFailed('tests of the package', words).failures;
  outcomes.push({ counts, failures });
}
const sum = total(outcomes.map(({ counts }) => counts));
// Set last of all: what the stages have loaded may set an exit code of its own while it ends.
process.on('exit', () => {
  process.exitCode = sum.failed === 0 ? 0 : 1;
});
const told = failureLines(outcomes.flatMap(({ failures }) => failures));
if (told.length > 0) console.log(`\n${told.join('\n')}`);
console.log(`\n${summaryLine(sum)}`);
