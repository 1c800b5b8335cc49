import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { BuildError } from './build-error.ts';
import { bundle } from './bundle.ts';
import { resolveElectron } from './electron-runtime/resolve-electron.ts';
import { runHeadless } from './headless.ts';
import { projectRoot } from './project-root.ts';
import { packageCommand } from './script-command.ts';
import { ensureSystemPackages } from './system-packages.ts';
import {
  countTests,
  summaryLine,
  type TestCounts,
  total,
  type VitestReport,
} from './test-counts.ts';

interface Stage {
  readonly name: string;
  run(): Promise<TestCounts>;
}

const onePassed: TestCounts = { passed: 1, failed: 0 };
const oneFailed: TestCounts = { passed: 0, failed: 1 };

type Command = readonly [string, ...string[]];

/** Runs a command in the checkout, its output straight to the terminal. */
function stream([command, ...args]: Command): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function check(name: string, command: Command): Stage {
  return { name, run: async () => ((await stream(command)) === 0 ? onePassed : oneFailed) };
}

/** A stage that runs Vitest projects, `start` being what starts the command. */
function tests(
  name: string,
  projects: readonly string[],
  start: (command: Command) => Promise<number>,
): Stage {
  const reportFile = join(projectRoot, 'out/test-results', `${projects.join('-')}.json`);
  return {
    name,
    async run() {
      await rm(reportFile, { force: true });
      const exitCode = await start(
        packageCommand(
          'vitest/vitest.mjs',
          'run',
          ...projects.map((project) => `--project=${project}`),
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${reportFile}`,
        ),
      );
      const text = await readFile(reportFile, 'utf8').catch(() => null);
      const report = text === null ? null : (JSON.parse(text) as VitestReport);
      return countTests(report, exitCode);
    },
  };
}

async function startWithDesktop([command, ...args]: Command): Promise<number> {
  const { executable } = await resolveElectron();
  return runHeadless(command, args, { CAREDESK_ELECTRON: executable });
}

const stages: readonly Stage[] = [
  { name: 'set-up', run: () => ensureSystemPackages('headless').then(() => onePassed) },
  check('format and lint', packageCommand('@biomejs/biome/bin/biome', 'check', '.')),
  check(
    'boundaries between rooms',
    packageCommand(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.json',
      ...['electron', 'renderer', 'sandbox', 'build', 'tests'],
    ),
  ),
  check('types', packageCommand('typescript/bin/tsc', '--noEmit')),
  check(
    'types of the renderer',
    packageCommand('typescript/bin/tsc', '--noEmit', '-p', 'renderer'),
  ),
  { name: 'bundle', run: () => bundle().then(() => onePassed) },
  tests('unit and integration tests', ['unit', 'integration'], stream),
  tests('conformance tests', ['conformance'], stream),
  tests('tests on a desk', ['e2e'], startWithDesktop),
];

async function runStage({ name, run }: Stage): Promise<TestCounts> {
  console.log(`\n── ${name}`);
  try {
    return await run();
  } catch (error) {
    console.error(error instanceof BuildError ? error.message : error);
    return oneFailed;
  }
}

const counts: TestCounts[] = [];
for (const stage of stages) counts.push(await runStage(stage));
const sum = total(counts);
process.exitCode = sum.failed === 0 ? 0 : 1;
console.log(`\n${summaryLine(sum)}`);
