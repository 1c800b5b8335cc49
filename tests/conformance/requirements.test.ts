import { describe, expect, it } from 'vitest';
import type { Verdict } from './conformance-case.ts';
import { allGroups } from './requirements/all-groups.ts';

/** Milliseconds for a case: some wait for a port to close. */
const timeout = 20_000;

/** What went wrong, or null: a case that does not apply on this machine says why in the report. */
function complaint(verdict: Verdict): string | null {
  return verdict.kind === 'failed'
    ? `expected ${verdict.expected}, observed ${verdict.observed}`
    : null;
}

describe.each(allGroups)('$title', ({ control, cases }) => {
  it(
    'accepts a correct provider',
    async () => {
      expect(await control.run()).toMatchObject({ kind: 'passed' });
    },
    timeout,
  );

  it.each(cases)(
    '$id: $tried',
    async ({ run }) => {
      expect(complaint(await run())).toBeNull();
    },
    timeout,
  );
});
