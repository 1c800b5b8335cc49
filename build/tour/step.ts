import type { Page } from 'playwright';

/** One picture of a step. */
export type Picture = {
  /** What is in it, in the file name. */
  readonly name: string;
} & (
  | { readonly page: Page }
  /** Of a moment that is over when the step ends. */
  | { readonly taken: Uint8Array }
);

/** One step of the guided tour. */
export interface TourStep {
  readonly title: string;
  /** What must have happened for the step to count, in the words of a failure. */
  readonly expects: string;
  /** Does the step. Rejects when what is expected does not happen. */
  run(): Promise<readonly Picture[]>;
}
