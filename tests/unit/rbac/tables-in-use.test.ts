import { expect, it } from 'vitest';
import { RbacStoreError } from '../../../electron/rbac/rbac-store.ts';
import { defaultRbacTables, type RbacTables } from '../../../electron/rbac/rbac-tables.ts';
import { tablesInUse } from '../../../electron/rbac/tables-in-use.ts';

/** Tables that are not CareDesk's own. */
const imported: RbacTables = { ...defaultRbacTables };
const notSafe = new RbacStoreError('RBAC_TABLES_NOT_SAFE');
const damaged = new RbacStoreError('RBAC_TABLES_CORRUPT', { lastKnownGood: imported });

it('tables that can be read serve, and nobody is told anything', async () => {
  const { tables, notice } = await tablesInUse(async () => imported);
  expect(tables).toBe(imported);
  expect(notice).toBeNull();
});

it.each([
  ['damaged ones, those from before the last import', damaged, imported, 'RBAC_TABLES_DAMAGED'],
  ['ones that others may have written, CareDesk’s own', notSafe, null, 'RBAC_TABLES_NOT_SAFE'],
  ['ones that cannot be read at all, as well', new Error('EIO'), null, 'RBAC_TABLES_DAMAGED'],
] as const)(
  'in place of %s serve, and the person is told',
  async (_case, error, expected, code) => {
    const { tables, notice } = await tablesInUse(() => Promise.reject(error));
    expect(tables).toBe(expected ?? defaultRbacTables);
    expect(notice).toEqual({ code, detail: null });
  },
);
