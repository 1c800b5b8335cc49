import { readFile } from 'node:fs/promises';
import { readAdministratorsFile } from './administrators-file.ts';
import { machinePolicyFile } from './machine-folder.ts';
import type { PolicySource } from './machine-policy.ts';
import { policyFile } from './policy-file.ts';

/**
 * Where this CareDesk looks for its policy, in order.
 *
 * @param developmentFile value of CAREDESK_POLICY: all that a development build reads, and nothing
 *   to an installed one
 */
export function policySources({
  isPackaged,
  platform,
  developmentFile,
}: {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly developmentFile: string | undefined;
}): readonly PolicySource[] {
  if (isPackaged) {
    const readText = (path: string) => readAdministratorsFile(path, platform);
    return [policyFile(machinePolicyFile(platform), { readText })];
  }
  if (developmentFile === undefined || developmentFile === '') {
    return [{ place: 'the file that CAREDESK_POLICY names', read: async () => null }];
  }
  return [policyFile(developmentFile, { readText: (path) => readFile(path, 'utf8') })];
}
