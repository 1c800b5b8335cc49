import type { Failure } from '../contract/session.ts';
import type { RbacTables } from './rbac-tables.ts';

/** Tables to judge by, and what to tell the person of them. */
export interface TablesInUse {
  readonly tables: RbacTables;
  readonly notice: Failure | null;
}

/** Damaged or unsafe tables: those from before the last import serve, and the person is told. */
export async function tablesInUse(load: () => Promise<RbacTables>): Promise<TablesInUse> {
  try {
    return { tables: await load(), notice: null };
  } catch (error) {
    const { defaultRbacTables } = await import('./rbac-tables.ts');
    const { RbacStoreError } = await import('./rbac-store.ts');
    const known = error instanceof RbacStoreError ? error : null;
    return {
      tables: known?.lastKnownGood ?? defaultRbacTables,
      notice: {
        code:
          known?.code === 'RBAC_TABLES_NOT_SAFE' ? 'RBAC_TABLES_NOT_SAFE' : 'RBAC_TABLES_DAMAGED',
        detail: null,
      },
    };
  }
}
