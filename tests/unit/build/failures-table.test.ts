import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { failuresTable } from '../../../build/failures-table.ts';
import { failureCodes } from '../../../electron/contract/failures.ts';

async function sourcesUnder(folder: URL): Promise<string> {
  const { readdir } = await import('node:fs/promises');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name));
  const texts = await Promise.all(
    files
      .filter((entry) => entry.name !== 'failures.ts')
      .map((entry) => readFile(`${entry.parentPath}/${entry.name}`, 'utf8')),
  );
  return texts.join('\n');
}

describe('the table of failures', () => {
  it('is printed in docs as it stands', async () => {
    const printed = await readFile(new URL('../../../docs/failures.md', import.meta.url), 'utf8');
    expect(printed, 'run npm run docs').toBe(failuresTable());
  });

  it('has no failure that nothing raises', async () => {
    const product =
      (await sourcesUnder(new URL('../../../electron/', import.meta.url))) +
      (await sourcesUnder(new URL('../../../renderer/', import.meta.url)));
    expect(failureCodes.filter((code) => !product.includes(`'${code}'`))).toEqual([]);
  });
});
