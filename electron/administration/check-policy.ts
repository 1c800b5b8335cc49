import { wordsFor } from '../contract/failures.ts';
import { fileReportLines } from '../contract/file-report.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { allowedBy, type Build } from '../policy/build-stamp.ts';
import { checkedPolicy, type PolicySource } from '../policy/machine-policy.ts';
import type { CommandOutcome } from './command-outcome.ts';

/** Whether it is what stands in the file that is wrong, and not that the system would not give it. */
function isRead({ code, cause }: CareDeskError): boolean {
  return code !== 'POLICY_UNREADABLE' || !(cause instanceof Error && 'code' in cause);
}

/**
 * Judges a policy as CareDesk would at its start. What only this copy of CareDesk or this PC makes
 * of it is a note: the policy may be meant for others.
 */
export async function checkPolicy(
  { place, read }: PolicySource,
  pc: { readonly build: Build; readonly isProtected: boolean },
): Promise<CommandOutcome> {
  try {
    const document = await read();
    if (document === null) return { exitCode: 2, words: `${place}: there is no such file.` };
    const policy = checkedPolicy(place, document);
    const { environment, profile } = policy;
    const right = `${place}: no errors. It is for the environment ${environment}, with the profile ${profile}.`;
    return { exitCode: 0, words: [right, ...notes()].join('\n') };

    function notes(): readonly string[] {
      try {
        allowedBy(pc.build, pc.isProtected, policy);
        return [];
      } catch (error) {
        if (!(error instanceof CareDeskError)) throw error;
        const { title, explanation } = wordsFor(error.code);
        return [`Note, for this copy of CareDesk: ${error.code}: ${title}. ${explanation}`];
      }
    }
  } catch (error) {
    if (!(error instanceof CareDeskError) || error.report === null) throw error;
    const { code, report } = error;
    const [where, ...faults] = fileReportLines(report);
    if (!isRead(error)) return { exitCode: 2, words: [`${where} (${code})`, ...faults].join('\n') };
    const count = faults.length === 1 ? '1 error' : `${faults.length} errors`;
    return { exitCode: 1, words: [`${where}: ${count} (${code})`, ...faults].join('\n') };
  }
}
