import { describe, expect, it } from 'vitest';
import { allGroups } from './requirements/all-groups.ts';
import { basicRp, basicRpModules } from './requirements/basic-rp.ts';
import { nativeApp } from './requirements/native-app/native-app.ts';
import { logoutModules, signOut } from './requirements/sign-out.ts';
import { widerModules, widerRp } from './requirements/wider-rp.ts';

const all = allGroups.flatMap(({ cases, control }) => [control, ...cases]);
const ids = all.map(({ id }) => id);

describe('the suite is complete', () => {
  it('has every module of the Basic RP plan once, in its order', () => {
    expect(basicRpModules).toHaveLength(14);
    expect(basicRp.cases.map(({ id }) => id)).toEqual([...basicRpModules]);
  });

  it('has the modules of the wider plans once', () => {
    const found = widerRp.cases.map(({ id }) => id).filter((id) => id.startsWith('oidcc-'));
    expect(found).toEqual([...widerModules]);
  });

  it('has the modules of the RP-initiated logout plan once, and says why they do not apply', async () => {
    const found = signOut.cases.filter(({ id }) => id.startsWith('oidcc-'));
    expect(found.map(({ id }) => id)).toEqual([...logoutModules]);
    for (const { run } of found) expect((await run()).kind).toBe('not-applicable');
  });

  it('has N1 to N30 once, in order', () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `N${index + 1}`);
    expect(nativeApp.cases.map(({ id }) => id)).toEqual(numbers);
  });

  it('names every case once', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(all)('$id says what is required, where that stands and what is tried', (entry) => {
    for (const text of [entry.requirement, entry.source, entry.tried]) {
      expect(text.trim()).not.toBe('');
    }
  });

  it('says so where it differs from the official module', () => {
    const remarked = basicRp.cases.filter(({ remark }) => remark !== null).map(({ id }) => id);
    expect(remarked).toContain('oidcc-client-test-idtoken-sig-none');
    expect(remarked).toContain('oidcc-client-test-client-secret-basic');
  });
});
