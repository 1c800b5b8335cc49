import { join } from 'node:path';
import { z } from 'zod';
import {
  defaultRbacTables,
  isActivityCode,
  isJobRoleCode,
  isTableName,
  type RbacTables,
} from './rbac-tables.ts';

/** What the store needs of the file system; `node:fs/promises` fits. */
export interface RbacFiles {
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  /** Resolves when the text has reached the disk (`flush`), not only the system's memory. */
  writeFile(
    path: string,
    text: string,
    options: { readonly encoding: 'utf8'; readonly flush: true },
  ): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: true }): Promise<void>;
}

export type RbacStoreErrorCode =
  | 'RBAC_TABLES_UNREADABLE'
  | 'RBAC_TABLES_CORRUPT'
  | 'RBAC_TABLES_NOT_SAVED';

/** The imported tables could not be read or kept. */
export class RbacStoreError extends Error {
  readonly code: RbacStoreErrorCode;
  /** The tables before the last import, when the present ones are lost; null when there are none. */
  readonly lastKnownGood: RbacTables | null;

  constructor(
    code: RbacStoreErrorCode,
    options: { readonly cause?: unknown; readonly lastKnownGood?: RbacTables | null } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'RbacStoreError';
    this.code = code;
    this.lastKnownGood = options.lastKnownGood ?? null;
  }
}

/** Where an organisation's imported tables are kept. */
export interface RbacStore {
  /**
   * The imported tables, or CareDesk's own when nothing was imported.
   * @throws RbacStoreError RBAC_TABLES_CORRUPT (with `lastKnownGood`) or RBAC_TABLES_UNREADABLE.
   */
  load(): Promise<RbacTables>;
  /**
   * Replaces the imported tables, keeping sound present ones as the previous. A reader finds the
   * old tables or the new, never half of either, and after a failure the old.
   * @throws RbacStoreError RBAC_TABLES_NOT_SAVED.
   */
  save(tables: RbacTables): Promise<void>;
}

export interface RbacStoreDependencies {
  /**
   * Created when missing. Who can write here decides what roles may do in CareDesk, so in an
   * installed CareDesk only administrators may.
   */
  readonly folder: string;
  readonly files: RbacFiles;
  /** A name no other call or process uses, for example a UUID. */
  newName(): string;
}

/** Creates the store over `rbac-tables.json` and `rbac-tables.previous.json` in the folder. */
export function createRbacStore({ folder, files, newName }: RbacStoreDependencies): RbacStore {
  const present = join(folder, 'rbac-tables.json');
  const previous = join(folder, 'rbac-tables.previous.json');
  let lastSave: Promise<unknown> = Promise.resolve();

  async function previousTables(): Promise<RbacTables | null> {
    try {
      return fromJson(await files.readFile(previous, 'utf8'));
    } catch {
      return null;
    }
  }

  async function readPresent(): Promise<string | null> {
    try {
      return await files.readFile(present, 'utf8');
    } catch (error) {
      if (isMissingFile(error)) return null;
      throw error;
    }
  }

  async function replace(path: string, text: string): Promise<void> {
    const temporary = `${path}.${newName()}.tmp`;
    try {
      await files.writeFile(temporary, text, { encoding: 'utf8', flush: true });
      await files.rename(temporary, path);
    } catch (error) {
      await files.rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async function saveNow(tables: RbacTables): Promise<void> {
    try {
      const text = toJson(tables);
      // Read back before anything is touched: what load() would refuse must not be stored.
      if (fromJson(text) === null) throw new TypeError('tables break the rules of the store');
      await files.mkdir(folder, { recursive: true });
      const replaced = await readPresent();
      // A damaged file must not push out the last good one.
      if (replaced !== null && fromJson(replaced) !== null) await replace(previous, replaced);
      await replace(present, text);
    } catch (cause) {
      throw new RbacStoreError('RBAC_TABLES_NOT_SAVED', { cause });
    }
  }

  return {
    async load() {
      let text: string | null;
      try {
        text = await readPresent();
      } catch (cause) {
        throw new RbacStoreError('RBAC_TABLES_UNREADABLE', { cause });
      }
      if (text === null) return defaultRbacTables;
      const tables = fromJson(text);
      if (tables !== null) return tables;
      throw new RbacStoreError('RBAC_TABLES_CORRUPT', { lastKnownGood: await previousTables() });
    },
    save(tables) {
      const saved = lastSave.then(() => saveNow(tables));
      lastSave = saved.catch(() => undefined);
      return saved;
    },
  };
}

const jobRoleCode = z.string().refine(isJobRoleCode);
const activityCode = z.string().refine(isActivityCode);

const storedTablesSchema = z.strictObject({
  version: z.literal(1),
  description: z.string().max(500),
  baseline: z.array(z.tuple([jobRoleCode, z.array(activityCode)])),
  includes: z.array(z.tuple([activityCode, z.array(activityCode)])),
  names: z.array(z.tuple([z.union([jobRoleCode, activityCode]), z.string().refine(isTableName)])),
});

function toJson(tables: RbacTables): string {
  const stored = {
    version: 1,
    description: tables.source.description,
    baseline: [...tables.baseline],
    includes: [...tables.includes],
    names: [...tables.names],
  };
  return `${JSON.stringify(stored)}\n`;
}

function fromJson(text: string): RbacTables | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const stored = storedTablesSchema.safeParse(json);
  if (!stored.success) return null;
  const { description, baseline, includes, names } = stored.data;
  return {
    baseline: new Map(baseline),
    includes: new Map(includes),
    names: new Map(names),
    source: { kind: 'imported', description },
  };
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
