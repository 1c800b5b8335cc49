/** What came of a case. */
export type Verdict =
  | { readonly kind: 'passed'; readonly observed: string }
  | { readonly kind: 'failed'; readonly expected: string; readonly observed: string }
  | { readonly kind: 'not-applicable'; readonly reason: string };

/** One requirement and what was tried to break it. */
export interface ConformanceCase {
  /** Official module name, or the requirement's number; unique. */
  readonly id: string;
  readonly requirement: string;
  /** Section of the standard or name of the guidance. */
  readonly source: string;
  readonly tried: string;
  /** Why the outcome differs from the official module's, or null. */
  readonly remark: string | null;
  run(): Promise<Verdict>;
}

/** Cases that belong together, and the same drive with nothing wrong in it. */
export interface ConformanceGroup {
  readonly name: string;
  readonly title: string;
  /** The positive control: without it a refusal could have any reason. */
  readonly control: ConformanceCase;
  readonly cases: readonly ConformanceCase[];
}

/** Ends a case: what should have been so was not. */
export class NotConforming extends Error {
  readonly expected: string;
  readonly observed: string;

  constructor(expected: string, observed: string) {
    super(`expected ${expected}, observed ${observed}`);
    this.name = 'NotConforming';
    this.expected = expected;
    this.observed = observed;
  }
}

/** Ends a case that this machine or client cannot try. */
export class NotApplicable extends Error {}

/** @throws NotConforming unless it holds. */
export function must(holds: boolean, expected: string, observed: string): void {
  if (!holds) throw new NotConforming(expected, observed);
}

/** @throws NotConforming unless both are the same, compared as JSON. */
export function mustEqual(observed: unknown, expected: unknown, what: string): void {
  const [was, wanted] = [JSON.stringify(observed), JSON.stringify(expected)];
  must(was === wanted, `${what} ${wanted}`, `${was}`);
}

/**
 * Waits for what happens right after an outcome: at once, but a busy machine is given time.
 * @throws NotConforming
 */
export async function mustBecome<T>(
  observe: () => Promise<T>,
  expected: T,
  what: string,
): Promise<void> {
  const end = Date.now() + 15_000;
  let observed = await observe();
  while (observed !== expected && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    observed = await observe();
  }
  mustEqual(observed, expected, what);
}

/** A case whose `drive` returns what it saw, and throws NotConforming where that is wrong. */
export function conformanceCase(
  described: Pick<ConformanceCase, 'id' | 'requirement' | 'source' | 'tried'> & {
    readonly remark?: string;
  },
  drive: () => Promise<string>,
): ConformanceCase {
  const { id, requirement, source, tried, remark = null } = described;
  return { id, requirement, source, tried, remark, run: () => verdictOf(drive) };
}

async function verdictOf(drive: () => Promise<string>): Promise<Verdict> {
  try {
    return { kind: 'passed', observed: await drive() };
  } catch (error) {
    if (error instanceof NotApplicable) return { kind: 'not-applicable', reason: error.message };
    if (error instanceof NotConforming) {
      return { kind: 'failed', expected: error.expected, observed: error.observed };
    }
    return { kind: 'failed', expected: 'the case to run to its end', observed: String(error) };
  }
}
