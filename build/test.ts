import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { BuildError } from './build-error.ts';
import { bundle } from './bundle.ts';
import { resolveElectron } from './electron-runtime/resolve-electron.ts';
import { runHeadless } from './headless.ts';
import { type Package, packageForLinux } from './package.ts';
import { projectRoot } from './project-root.ts';
import { packageCommand } from './script-command.ts';
import { ensureSystemPackages } from './system-packages.ts';
import {
  countTests,
  packageNotTested,
  summaryLine,
  type TestCounts,
  total,
  type VitestReport,
} from './test-counts.ts';

interface Stage {
  readonly name: string;
  /** What `npm run test:packaged` runs. */
  readonly isOfThePackage?: true;
  run(): Promise<TestCounts>;
}

const onePassed: TestCounts = { passed: 1, failed: 0 };
const oneFailed: TestCounts = { passed: 0, failed: 1 };

type Command = readonly [string, ...string[]];

/** Runs a command in the checkout, its output straight to the terminal. */
function stream(
  [command, ...args]: Command,
  variables: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, ...variables },
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

const isPackageOnly = process.argv.includes('--packaged');

let packed: Package | null = null;

async function packForTests(): Promise<TestCounts> {
  packed = await packageForLinux();
  return onePassed;
}

async function startWithPackage([command, ...args]: Command): Promise<number> {
  if (packed === null) throw new Error('There is no package to test');
  return stream([command, ...args], { CAREDESK_PACKAGE: packed.folder });
}

/** Only root can be the administrator of the PC on which the packaged CareDesk is tested. */
const canTestPackage = process.platform === 'linux' && process.getuid?.() === 0;

const packagedStages: readonly Stage[] = [
  { name: 'package', isOfThePackage: true, run: packForTests },
  {
    ...tests('tests of the package', ['packaged'], startWithPackage),
    isOfThePackage: true,
  },
];

const setUp: Stage = {
  name: 'set-up',
  isOfThePackage: true,
  run: () => ensureSystemPackages('headless').then(() => onePassed),
};

const stages: readonly Stage[] = [
  setUp,
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
  tests('attacks on a desk', ['security'], startWithDesktop),
  ...(canTestPackage || isPackageOnly ? packagedStages : []),
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
for (const stage of stages) {
  if (!isPackageOnly || stage.isOfThePackage) counts.push(await runStage(stage));
}
if (!canTestPackage) {
  const notTested = packageNotTested(process.env);
  console.log(`\n${notTested.words}`);
  counts.push(notTested.counts);
}
const sum = total(counts);
// Set last of all: what the stages have loaded may set an exit code of its own while it ends.
process.on('exit', () => {
  process.exitCode = sum.failed === 0 ? 0 : 1;
});
console.log(`\n${summaryLine(sum)}`);
