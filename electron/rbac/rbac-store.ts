import { join } from 'node:path';
import { z } from 'zod';
import { UnsafeFileError } from '../policy/administrators-file.ts';
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
  /**
   * Resolves when the text has reached the disk (`flush`), not only the system's memory. Rejects
   * when something of that name is there already (`wx`), a link too.
   */
  writeFile(
    path: string,
    text: string,
    options: {
      readonly encoding: 'utf8';
      readonly flush: true;
      readonly flag: 'wx';
      readonly mode: number;
    },
  ): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: true }): Promise<void>;
}

export type RbacStoreErrorCode =
  | 'RBAC_TABLES_UNREADABLE'
  | 'RBAC_TABLES_NOT_SAFE'
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
   * @throws RbacStoreError RBAC_TABLES_CORRUPT or RBAC_TABLES_NOT_SAFE (both with
   *   `lastKnownGood`), or RBAC_TABLES_UNREADABLE.
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
  /**
   * Text of a file in the folder, null when there is none.
   * @throws UnsafeFileError when others than administrators may have written it
   */
  readText(path: string): Promise<string | null>;
  /** A name no other call or process uses, for example a UUID. */
  newName(): string;
}

/** Creates the store over `rbac-tables.json` and `rbac-tables.previous.json` in the folder. */
export function createRbacStore({
  folder,
  files,
  readText,
  newName,
}: RbacStoreDependencies): RbacStore {
  const present = join(folder, 'rbac-tables.json');
  const previous = join(folder, 'rbac-tables.previous.json');
  let lastSave: Promise<unknown> = Promise.resolve();

  async function previousTables(): Promise<RbacTables | null> {
    try {
      return fromJson((await readText(previous)) ?? '');
    } catch {
      return null;
    }
  }

  /** The present tables when they may become the previous: sound, and written by administrators. */
  async function readReplaced(): Promise<string | null> {
    try {
      const text = await readText(present);
      // A damaged file must not push out the last good one.
      return text !== null && fromJson(text) !== null ? text : null;
    } catch (error) {
      if (error instanceof UnsafeFileError && error.reason !== 'folder') return null;
      throw error;
    }
  }

  async function replace(path: string, text: string): Promise<void> {
    const temporary = `${path}.${newName()}.tmp`;
    try {
      await files.writeFile(temporary, text, {
        encoding: 'utf8',
        flush: true,
        flag: 'wx',
        // Everybody's CareDesk reads it.
        mode: 0o644,
      });
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
      const replaced = await readReplaced();
      if (replaced !== null) await replace(previous, replaced);
      await replace(present, text);
    } catch (cause) {
      throw new RbacStoreError('RBAC_TABLES_NOT_SAVED', { cause });
    }
  }

  return {
    async load() {
      let text: string | null;
      try {
        text = await readText(present);
      } catch (cause) {
        if (!(cause instanceof UnsafeFileError)) {
          throw new RbacStoreError('RBAC_TABLES_UNREADABLE', { cause });
        }
        const lastKnownGood = await previousTables();
        throw new RbacStoreError('RBAC_TABLES_NOT_SAFE', { cause, lastKnownGood });
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
