import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProjectVersions } from '../../../build/packaging/build-stamp.ts';
import { readVersionNotes } from '../../../build/packaging/version-notes.ts';
import { projectRoot } from '../../../build/project-root.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'version-notes-test-'));
  await mkdir(join(root, 'docs/release-notes'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = (version: string, text: string) =>
  writeFile(join(root, `docs/release-notes/${version}.md`), text);

describe('the notes of a version', () => {
  it('are those of the file that bears its number', async () => {
    await write('1.2.3', '# 1.2.3\n\n- Finding a patient\n  is quicker.\n');
    await write('1.2.4', '- Something else.\n');
    expect(await readVersionNotes(root, '1.2.3')).toEqual(['Finding a patient is quicker.']);
  });

  it('are none when there is no file', async () => {
    expect(await readVersionNotes(root, '1.2.3')).toEqual([]);
  });

  it('are refused when the file cannot be used', async () => {
    await write('1.2.3', '- **Quicker**\n');
    await expect(readVersionNotes(root, '1.2.3')).rejects.toMatchObject({ code: 'NOTES_UNUSABLE' });
  });

  it('are there for the version that package.json names', async () => {
    const { version } = await readProjectVersions(projectRoot);
    expect(await readVersionNotes(projectRoot, version)).not.toEqual([]);
  });
});
