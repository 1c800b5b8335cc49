import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type RemovedCheck, removedChecks } from './mutation/removed-checks.ts';
import { projectRoot } from './project-root.ts';
import { runCommand } from './run-command.ts';
import { packageCommand } from './script-command.ts';

/** What the copy needs to run the conformance cases. */
const copied = ['electron', 'tests/conformance', 'build/mutation', 'package.json', 'tsconfig.json'];
/** Milliseconds a run may take: a check that is gone can make cases wait. */
const timeout = 240_000;

/** A copy of CareDesk whose checks can be taken out. */
async function makeCopy(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'caredesk-mutation-'));
  for (const path of copied) {
    await cp(join(projectRoot, path), join(copy, path), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Ids of the cases that fail in the copy. */
async function failedCases(copy: string): Promise<readonly string[]> {
  const [command, ...args] = packageCommand('tsx/dist/cli.mjs', 'build/mutation/verdicts.ts');
  const { stdout, stderr } = await runCommand(command, args, { cwd: copy, timeout });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('[')) throw new Error(`the cases did not run to their end\n${stderr}`);
  return JSON.parse(line);
}

/** Takes a check out of the copy. @returns what puts it back */
async function takeOut(copy: string, check: RemovedCheck): Promise<() => Promise<void>> {
  const before = new Map<string, string>();
  for (const { file, text, without } of check.replacements) {
    const path = join(copy, 'electron', file);
    const source = await readFile(path, 'utf8');
    if (source.split(text).length !== 2) {
      throw new Error(`“${check.name}”: the text is not once in electron/${file}:\n${text}`);
    }
    if (!before.has(path)) before.set(path, source);
    await writeFile(
      path,
      source.replace(text, () => without),
    );
  }
  return async () => {
    for (const [path, source] of before) await writeFile(path, source);
  };
}

/** Those whose name holds the word on the command line, or all. */
const word = process.argv[2] ?? '';
const checks = removedChecks.filter(({ name }) => name.includes(word));

const copy = await makeCopy();
let survivors = 0;
try {
  // A text that has changed is told at once and not after minutes.
  for (const check of checks) await (await takeOut(copy, check))();
  const already = new Set(await failedCases(copy));
  console.log(`Every check in place: ${already.size} failing ${[...already].join(', ')}`);
  for (const check of checks) {
    const putBack = await takeOut(copy, check);
    const caughtBy = (await failedCases(copy)).filter((id) => !already.has(id));
    await putBack();
    if (caughtBy.length === 0) survivors += 1;
    console.log(`${check.name}: ${caughtBy.length === 0 ? 'NOT CAUGHT' : caughtBy.join(', ')}`);
  }
} finally {
  await rm(copy, { recursive: true, force: true });
}
console.log(`\n${checks.length - survivors} of ${checks.length} caught`);
process.exitCode = survivors === 0 ? 0 : 1;
