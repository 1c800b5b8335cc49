import { type ConformanceCase, conformanceCase } from '../../conformance-case.ts';

/** Numbers of the requirements on native apps. */
export type NativeRequirement = `N${number}`;

/** A case of a numbered requirement on native apps. */
export function native(
  id: NativeRequirement,
  source: string,
  requirement: string,
  tried: string,
  drive: () => Promise<string>,
): ConformanceCase {
  return conformanceCase({ id, requirement, source, tried }, drive);
}
