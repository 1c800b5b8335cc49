import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../build/project-root.ts';
import { usage } from '../../../build/release/usage.ts';
import { failureCodes } from '../../../electron/contract/failures.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

const read = (name: string) => readFile(join(projectRoot, 'docs', name), 'utf8');

describe('docs/administrators.md', () => {
  it('shows a policy that CareDesk takes', async () => {
    const example = /```json\n([\s\S]*?)```/.exec(await read('administrators.md'))?.[1] ?? '';
    expect(policySchema.safeParse(JSON.parse(example)).error).toBeUndefined();
  });

  it('explains every policy key about updates, with its default', async () => {
    const text = await read('administrators.md');
    const rows = new Map(
      [...text.matchAll(/^\| `(\w+)` \|.*\| `?([^|`]*)`? \|$/gm)].map(([, key, value]) => [
        key,
        value,
      ]),
    );
    const keys = Object.keys(policySchema.shape).filter((key) => /^update|^minimum/.test(key));
    expect([...rows.keys()].toSorted()).toEqual(keys.toSorted());
    const defaults = policySchema.parse({
      environment: 'int',
      issuer: 'https://sign-in.example.nhs.uk',
      clientId: 'a',
      apiOrigin: 'https://api.example.nhs.uk',
    });
    expect(rows.get('updateMode')).toBe(defaults.updateMode);
    expect(rows.get('updateChannel')).toBe(defaults.updateChannel);
  });
});

describe.each(['administrators.md', 'releasing.md'])('docs/%s', (name) => {
  it('names only failures that exist', async () => {
    const named = [...(await read(name)).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(
      ([, code]) => code,
    );
    const codes = named.filter((code) => /^(UPDATE|POLICY|BUILD)_/.test(code ?? ''));
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes) expect(failureCodes).toContain(code);
  });

  it('links only to documents and headings that exist', async () => {
    const links = [...(await read(name)).matchAll(/\]\(([a-z-]+\.md)(?:#([a-z-]+))?\)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, file = '', heading] of links) {
      const anchors = [...(await read(file)).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
      if (heading !== undefined) expect(anchors).toContain(heading);
    }
  });
});

describe('docs/releasing.md', () => {
  it('uses only options that npm run release has', async () => {
    const commands = [...(await read('releasing.md')).matchAll(/npm run release -- (.*)$/gm)];
    const named = commands.flatMap(([, rest = '']) => [...rest.matchAll(/--[a-z-]+/g)].map(String));
    expect(named.length).toBeGreaterThan(10);
    for (const option of named) expect(usage).toContain(option);
  });
});
