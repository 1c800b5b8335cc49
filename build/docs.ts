import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failuresTable } from './failures-table.ts';
import { projectRoot } from './project-root.ts';

/** `npm run docs`: writes the pages that are made from data. */
await writeFile(join(projectRoot, 'docs/failures.md'), failuresTable());
