import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from '../build-error.ts';
import { resolveElectron } from '../electron-runtime/resolve-electron.ts';
import { projectRoot } from '../project-root.ts';
import { packageCommand, scriptCommand } from '../script-command.ts';
import { ensureSystemPackages } from '../system-packages.ts';
import { failuresIn } from './failures.ts';
import { type Command, runPrinted } from './run-printed.ts';
import { onePassed, type Stage, stageFailed } from './stage.ts';
import { countTests, type VitestReport } from './test-counts.ts';

/** What nobody sits in front of stands back for the real app, where things take a person's time. */
const background = { niceness: 5 };

function check(name: string, command: Command): Stage {
  return {
    name,
    async run(print) {
      const { exitCode, text } = await runPrinted(command, print, background);
      return exitCode === 0 ? onePassed : stageFailed(name, text);
    },
  };
}

interface TestRun {
  /** What to start in place of the command that runs the tests. */
  readonly wrap?: (command: Command) => Command;
  readonly variables?: () => Promise<Readonly<Record<string, string>>>;
  readonly niceness?: number;
}

/** A stage that runs Vitest projects. */
function tests(name: string, projects: readonly string[], given: TestRun): Stage {
  const reportFile = join(projectRoot, 'out/test-results', `${projects.join('-')}.json`);
  const vitest = packageCommand(
    'vitest/vitest.mjs',
    'run',
    ...projects.map((project) => `--project=${project}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  );
  return {
    name,
    async run(print) {
      await rm(reportFile, { force: true });
      const command = given.wrap?.(vitest) ?? vitest;
      const { exitCode, text } = await runPrinted(command, print, {
        ...given,
        variables: (await given.variables?.()) ?? {},
      });
      const written = await readFile(reportFile, 'utf8').catch(() => null);
      const report = written === null ? null : (JSON.parse(written) as VitestReport);
      const counts = countTests(report, exitCode);
      const failures = report === null ? [] : failuresIn(report, projectRoot);
      if (counts.failed === 0 || failures.length > 0) return { counts, failures };
      // No test says why: the end of what was printed may.
      const end = text.trimEnd().split('\n').slice(-8).join('\n');
      return { counts, failures: stageFailed(name, `exit code ${exitCode}\n${end}`).failures };
    },
  };
}

let electron: string | null = null;

/** Resolved once: it prints which one it is. */
async function electronExecutable(): Promise<string> {
  electron ??= (await resolveElectron()).executable;
  return electron;
}

/** Two: what a person does at an app is half waiting, and a PC that builds has two processors. */
const onTwoDesktops: TestRun = {
  wrap: (command) => scriptCommand('build/headless.ts', '--desktops=2', ...command),
  variables: async () => ({ CAREDESK_ELECTRON: await electronExecutable() }),
};

/** Installs what is missing around Electron, and Electron itself. */
export const setUp: Stage = {
  name: 'set-up',
  async run() {
    await ensureSystemPackages('headless');
    await electronExecutable();
    return onePassed;
  },
};

export const checks: readonly Stage[] = [
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
];

export const underNode: readonly Stage[] = [
  tests('unit and integration tests', ['unit', 'integration'], background),
  tests('conformance tests', ['conformance'], background),
];

/**
 * What runs the real app, as it is bundled in `out/`. One run for all of it: each desktop takes the next
 * test file when it is through with one, so that none is idle before the end.
 */
export const onRealApp: readonly Stage[] = [
  {
    name: 'bundle',
    async run(print) {
      const { exitCode, text } = await runPrinted(scriptCommand('build/bundle.ts'), print);
      return exitCode === 0 ? onePassed : stageFailed('bundle', text);
    },
  },
  tests('tests of the real app and attacks on it', ['e2e', 'security'], onTwoDesktops),
];

let packageFolder: string | null = null;

/**
 * Not beside what runs the real app: packing bundles into `out/` as well, without what its tests use,
 * and the attacks look for what is readable to the account that the package is tested with.
 */
export const packaged: readonly Stage[] = [
  {
    name: 'package',
    async run(print) {
      const { exitCode, text } = await runPrinted(scriptCommand('build/package.ts'), print);
      if (exitCode !== 0) return stageFailed('package', text);
      packageFolder = /^Packaged into (.+)$/m.exec(text)?.[1] ?? null;
      return onePassed;
    },
  },
  tests('tests of the package', ['packaged'], {
    async variables() {
      if (packageFolder === null) {
        throw new BuildError('PACKAGE_NOT_MADE', 'There is no package to test');
      }
      return { CAREDESK_PACKAGE: packageFolder };
    },
  }),
];
