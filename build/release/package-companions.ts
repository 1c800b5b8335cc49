import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type BuildStamp, buildStampSchema } from '../packaging/build-stamp.ts';
import { companionsOf } from '../packaging/companions.ts';

/** What lies beside a package, or the one thing that is wrong with it. */
export type ReadCompanions =
  | { readonly kind: 'whole'; readonly stamp: BuildStamp; readonly names: readonly string[] }
  | { readonly kind: 'faulty'; readonly fault: string };

/** What is read of a bill of materials: whose it is. */
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ version: z.string() }) }),
  components: z.array(z.object({ name: z.string(), version: z.string().optional() })),
});

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function isOf(stamp: BuildStamp, { metadata, components }: z.infer<typeof sbomSchema>): boolean {
  const electron = components.find(({ name }) => name === 'electron');
  return metadata.component.version === stamp.version && electron?.version === stamp.electron;
}

/** Reads a package's stamp, bill of materials and licence list, and compares them with each other. */
export async function readCompanions(folder: string, name: string): Promise<ReadCompanions> {
  const files = companionsOf(name);
  const faulty = (fault: string): ReadCompanions => ({ kind: 'faulty', fault });
  const texts = { stamp: '', sbom: '', licences: '' };
  for (const part of ['stamp', 'sbom', 'licences'] as const) {
    const text = await readFile(join(folder, files[part]), 'utf8').catch(() => null);
    if (text === null) return faulty(`${files[part]} is missing, so nobody can say what is in it.`);
    texts[part] = text;
  }
  const stamp = parsed(buildStampSchema, texts.stamp);
  if (stamp === null) return faulty(`${files.stamp} cannot be read.`);
  const sbom = parsed(sbomSchema, texts.sbom);
  if (sbom === null) return faulty(`${files.sbom} cannot be read.`);
  if (!isOf(stamp, sbom)) {
    return faulty(`${files.sbom} is of another build: version or Electron differ from its stamp.`);
  }
  if (texts.licences.trim() === '') return faulty(`${files.licences} is empty.`);
  return { kind: 'whole', stamp, names: Object.values(files) };
}
