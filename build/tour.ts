import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { type Harness, startHarness } from '../tests/harness/harness.ts';
import { projectRoot } from './project-root.ts';
import { mainJob, tourPolicy } from './tour/main-job.ts';
import type { TourStep } from './tour/step.ts';

const folder = join(projectRoot, 'out/tour');

function fileNumber(step: number): string {
  return String(step).padStart(2, '0');
}

/** What CareDesk shows now, for someone to look into a failure. */
async function keepPicture(harness: Harness, path: string): Promise<true> {
  await (await harness.window()).screenshot({ path });
  return true;
}

/** Does one step, prints its line and keeps its pictures. */
async function take(step: TourStep, number: number): Promise<void> {
  const started = performance.now();
  const pictures = await step.run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const files: string[] = [];
  for (const picture of pictures) {
    const file = join(folder, `${fileNumber(number)}-${picture.name}.png`);
    if ('taken' in picture) await writeFile(file, picture.taken);
    else await picture.page.screenshot({ path: file });
    files.push(relative(projectRoot, file));
  }
  console.log(`${number}. ${step.title} … ${seconds} s  ${files.join(', ')}`);
}

/** Takes the tour. @returns whether every step happened */
async function tour(): Promise<boolean> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const harness = await startHarness({ policy: tourPolicy });
  let number = 0;
  let current: TourStep | undefined;
  try {
    for (current of mainJob(harness)) {
      number += 1;
      await take(current, number);
    }
    return true;
  } catch (error) {
    console.error(`${number}. ${current?.title} … did not happen`);
    console.error(`   Expected: ${current?.expects}`);
    console.error(`   ${error instanceof Error ? error.message : String(error)}`);
    const picture = join(folder, `${fileNumber(number)}-failed.png`);
    const isKept = await keepPicture(harness, picture).catch(() => false);
    if (isKept) console.error(`   CareDesk at that moment: ${relative(projectRoot, picture)}`);
    return false;
  } finally {
    await harness.close();
  }
}

const happened = await tour();
console.log(happened ? '\nEvery step happened.' : '\nThe tour stopped.');
process.exitCode = happened ? 0 : 1;
