import { z } from 'zod';

/**
 * One thing that is wrong with a file of an administrator, a policy say. Never repeats a value: it may
 * be a secret.
 */
export const fileFaultSchema = z.strictObject({
  /** The key as a path, `redirectPorts[0]` say; null when it is about the file as a whole. */
  key: z.string().min(1).max(200).nullable(),
  /** Where it stands in the file, counted from 1; null when it stands nowhere, as a key that is missing. */
  at: z
    .strictObject({ line: z.number().int().positive(), column: z.number().int().positive() })
    .nullable(),
  /** What is wrong and what to do, as a sentence. */
  reason: z.string().min(1).max(400),
});

/** All that is wrong with a file, and where it is. */
export const fileReportSchema = z.strictObject({
  /** As an administrator writes it: a path. */
  place: z.string().min(1).max(400),
  faults: z.array(fileFaultSchema).min(1).max(100),
});

export type FileFault = z.infer<typeof fileFaultSchema>;
export type FileReport = z.infer<typeof fileReportSchema>;

/** A fault as one line of text, for a console and the clipboard. */
export function fileFaultLine({ key, at, reason }: FileFault): string {
  const place = at === null ? [] : [`line ${at.line}, column ${at.column}`];
  return [...place, ...(key === null ? [] : [key]), reason].join(': ');
}

/** A report as lines of text: where the file is, then a line for each fault. */
export function fileReportLines({ place, faults }: FileReport): readonly string[] {
  return [place, ...faults.map((fault) => `  ${fileFaultLine(fault)}`)];
}
