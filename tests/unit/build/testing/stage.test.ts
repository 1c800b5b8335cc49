import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { BuildError } from '../../../../build/build-error.ts';
import { createOrderedOutput } from '../../../../build/testing/ordered-output.ts';
import { runPrinted } from '../../../../build/testing/run-printed.ts';
import { onePassed, runLanes, type Stage } from '../../../../build/testing/stage.ts';

/** A stage that ends when told. */
function stage(name: string) {
  let begun = false;
  let end: () => void = () => undefined;
  let print: (text: string) => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    stage: {
      name,
      async run(given) {
        begun = true;
        print = given;
        await ended;
        return onePassed;
      },
    } satisfies Stage,
    hasBegun: () => begun,
    print: (text: string) => print(text),
    end: () => end(),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('output of what runs at once', () => {
  it('is told in the order it was opened, the first as it comes', () => {
    const told: string[] = [];
    const { open } = createOrderedOutput((text) => told.push(text));
    const [first, second, third] = [open(), open(), open()];
    second.write('b1');
    first.write('a1');
    expect(told).toEqual(['a1']);
    third.write('c1');
    third.end();
    first.write('a2');
    first.end();
    expect(told).toEqual(['a1', 'a2', 'b1']);
    second.write('b2');
    expect(told.at(-1)).toBe('b2');
    second.end();
    expect(told).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
  });
});

describe('lanes of stages', () => {
  it('run side by side, the stages of one after another, and tell stage by stage', async () => {
    const [a, b, c] = [stage('a'), stage('b'), stage('c')];
    let told = '';
    const run = runLanes([[a.stage, b.stage], [c.stage]], (text) => {
      told += text;
    });
    await turn();
    expect([a, b, c].map(({ hasBegun }) => hasBegun())).toEqual([true, false, true]);
    c.print('from c\n');
    c.end();
    a.print('from a\n');
    await turn();
    expect(told).toBe('\n── a\nfrom a\n');
    a.end();
    await turn();
    expect(b.hasBegun()).toBe(true);
    b.print('from b\n');
    b.end();
    expect(await run).toEqual([onePassed, onePassed, onePassed]);
    expect(told.match(/from .|── . *$/gm)).toEqual([
      '── a',
      'from a',
      '── b',
      'from b',
      '── c',
      'from c',
    ]);
  });

  it('go on after a stage that fails, which is told by name', async () => {
    const broken: Stage = {
      name: 'broken',
      run: () => Promise.reject(new BuildError('LOCK_TIMED_OUT', 'in words')),
    };
    const fine: Stage = { name: 'fine', run: async () => onePassed };
    expect(await runLanes([[broken, fine]], () => undefined)).toEqual([
      {
        counts: { passed: 0, failed: 1 },
        failures: [{ file: null, name: 'broken', message: 'in words' }],
      },
      onePassed,
    ]);
  });
});

describe('a command of a stage', () => {
  const script = (code: string) => [process.execPath, '--eval', code] as const;

  it('hands on both outputs, and its exit code', async () => {
    let told = '';
    const { exitCode, text } = await runPrinted(
      script("console.log(process.env.WHO); console.error('loud'); process.exitCode = 3"),
      (part) => {
        told += part;
      },
      { variables: { WHO: 'it' } },
    );
    expect(exitCode).toBe(3);
    expect(text.split('\n').toSorted()).toEqual(['', 'it', 'loud']);
    expect(told).toBe(text);
  });

  it('stands back when told, and so does what it starts', async () => {
    const code = `
      const { execFileSync } = require('node:child_process');
      setTimeout(() => process.stdout.write(
        execFileSync(process.execPath, ['-p', 'os.getPriority()']).toString()), 300);`;
    const { text } = await runPrinted(script(code), () => undefined, { niceness: 5 });
    expect(Number(text)).toBeGreaterThanOrEqual(5);
  });

  it('is over when it has ended, whoever still holds its output', async () => {
    const code = `
      const holder = require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit', detached: true });
      holder.unref();
      console.log(holder.pid);`;
    const { exitCode, text } = await runPrinted(script(code), () => undefined);
    expect(exitCode).toBe(0);
    // Throws if it were gone.
    process.kill(Number(text), 'SIGKILL');
  });
});
