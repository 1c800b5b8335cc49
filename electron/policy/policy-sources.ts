import { type Decisions, machinePolicyFile } from './machine-folder.ts';
import type { PolicySource } from './machine-policy.ts';
import { policyFile } from './policy-file.ts';

/** Where an installed CareDesk looks for its policy, in order. */
export function policySources(
  platform: NodeJS.Platform,
  { readText }: Pick<Decisions, 'readText'>,
): readonly PolicySource[] {
  return [policyFile(machinePolicyFile(platform), { readText })];
}
