import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PackageTarget } from './package-target.ts';

/** Bytes a package may have, unpacked: `size-budget.json`. Raising one is a decision to review. */
const sizeBudgetSchema = z.strictObject({
  /** The archive of CareDesk's own code. */
  'app.asar': z.number().int().positive(),
  /** All of `resources/`: the archive and what lies beside it. */
  'besides Electron': z.number().int().positive(),
  'whole package': z.number().int().positive(),
});

const budgetsSchema = z.strictObject({ linux: sizeBudgetSchema, win32: sizeBudgetSchema });

export type PackageSizes = Readonly<z.infer<typeof sizeBudgetSchema>>;

const parts = ['app.asar', 'besides Electron', 'whole package'] as const;

/** Reads the budget of a system's packages, beside this file. */
export async function readSizeBudget(platform: PackageTarget['platform']): Promise<PackageSizes> {
  const text = await readFile(join(import.meta.dirname, 'size-budget.json'), 'utf8');
  return budgetsSchema.parse(JSON.parse(text))[platform];
}

/**
 * Measures a packed folder, in bytes.
 * @param files all its files, relative to it, with `/`
 */
export async function measurePackage(
  folder: string,
  files: readonly string[],
): Promise<PackageSizes> {
  const sizes = { 'app.asar': 0, 'besides Electron': 0, 'whole package': 0 };
  for (const file of files) {
    const { size } = await stat(join(folder, file));
    sizes['whole package'] += size;
    if (file.startsWith('resources/')) sizes['besides Electron'] += size;
    if (file === 'resources/app.asar') sizes['app.asar'] += size;
  }
  return sizes;
}

/** What of a package is over its budget, a line each. */
export function sizeFaults(sizes: PackageSizes, budget: PackageSizes): readonly string[] {
  return parts.flatMap((part) =>
    sizes[part] > budget[part]
      ? [`${part} has ${megabytes(sizes[part])}, and its budget is ${megabytes(budget[part])}`]
      : [],
  );
}

/** A size in megabytes of 1,000,000 bytes, for people. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
