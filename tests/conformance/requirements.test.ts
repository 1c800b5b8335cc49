import { describe, expect, it } from 'vitest';
import { allGroups } from './requirements/all-groups.ts';

/** A case that does not apply says why; it may not be silent. */
const settled = expect.toSatisfy(
  (verdict: { kind: string }) => verdict.kind !== 'failed',
  'a case that passed or does not apply',
);

describe.each(allGroups)('$title', ({ control, cases }) => {
  it('accepts a correct provider', async () => {
    expect(await control.run()).toMatchObject({ kind: 'passed' });
  });

  it.each(cases)('$id: $tried', async ({ run }) => {
    expect(await run()).toEqual(settled);
  });
});
