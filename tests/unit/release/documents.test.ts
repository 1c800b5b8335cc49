import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../../build/project-root.ts';
import { usage } from '../../../build/release/usage.ts';
import { runCommand } from '../../../build/run-command.ts';
import { administratorSwitches } from '../../../electron/administration/administrator-command.ts';
import { failureCodes } from '../../../electron/contract/failures.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

const read = (name: string) => readFile(join(projectRoot, 'docs', name), 'utf8');

/** The lines under a heading, up to the next one. */
function section(text: string, heading: string): string {
  const [, after = ''] = text.split(`\n${heading}\n`);
  return after.split(/\n#+ /)[0] ?? '';
}

/** The cells of each row whose first cell is in backticks, those around them taken off. */
function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).default([]),
});
const choiceSchema = z.object({ enum: z.array(z.string()) });

interface PolicyKey {
  readonly path: string;
  readonly isNeeded: boolean;
  readonly choices: readonly string[];
}

/** Every key of a JSON schema, those of objects in it with a dot between. */
function keysOf(schema: unknown, prefix = ''): readonly PolicyKey[] {
  const { properties, required } = objectSchema.parse(schema);
  return Object.entries(properties).flatMap(([name, value]): readonly PolicyKey[] => {
    const path = `${prefix}${name}`;
    if (objectSchema.safeParse(value).success) return keysOf(value, `${path}.`);
    const choices = choiceSchema.safeParse(value).data?.enum ?? [];
    return [{ path, isNeeded: required.includes(name), choices }];
  });
}

const needed = {
  environment: 'int',
  issuer: 'https://sign-in.example.nhs.uk',
  clientId: 'a',
  apiOrigin: 'https://api.example.nhs.uk',
};

/** What a policy without a key says for it. */
function defaultOf(path: string): unknown {
  let value: unknown = policySchema.parse(needed);
  for (const name of path.split('.')) value = z.record(z.string(), z.unknown()).parse(value)[name];
  return value;
}

function shownDefault({ path, isNeeded }: PolicyKey): string {
  if (path in needed) return isNeeded ? 'needed' : 'none';
  const value = defaultOf(path);
  if (value === undefined) return 'none';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

describe('docs/administrators.md', () => {
  it('shows policies that CareDesk takes, with updates and without', async () => {
    const examples = [...(await read('administrators.md')).matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, json = '']) => z.record(z.string(), z.unknown()).parse(JSON.parse(json)),
    );
    const [whole, ...more] = examples;
    expect(more).toHaveLength(1);
    for (const part of [{}, ...more]) {
      expect(policySchema.safeParse({ ...whole, ...part }).error).toBeUndefined();
    }
  });

  it('explains every policy key, with its default and all it may be, and no other', async () => {
    const table = rows(section(await read('administrators.md'), '### Every key'));
    const keys = keysOf(z.toJSONSchema(policySchema, { io: 'input' }));
    expect(keys.map(({ path }) => path)).toContain('services.pds.path');
    expect(table.map(([key]) => key).toSorted()).toEqual(
      keys.map(({ path }) => `\`${path}\``).toSorted(),
    );
    for (const key of keys) {
      const [, values = '', shown, meaning] =
        table.find(([name]) => name === `\`${key.path}\``) ?? [];
      expect(`${key.path}: ${shown}`).toBe(`${key.path}: ${shownDefault(key)}`);
      for (const choice of key.choices) expect(values, key.path).toContain(`\`${choice}\``);
      expect(meaning, key.path).not.toBe('');
    }
  });

  it('explains every command, and no other', async () => {
    const table = rows(section(await read('administrators.md'), '## Commands'));
    const commands = table.map(([command = '']) => /--([a-z-]+)/.exec(command)?.[1]);
    expect(commands.toSorted()).toEqual(administratorSwitches.toSorted());
  });

  it('answers the nineteen questions, in their order', async () => {
    const numbers = [...(await read('administrators.md')).matchAll(/^### (\d+)\. .+\?$/gm)];
    expect(numbers.map(([, number]) => Number(number))).toEqual(
      Array.from({ length: 19 }, (_, at) => at + 1),
    );
  });
});

const documents = ['administrators.md', 'installing.md', 'releasing.md', 'windows-checklist.md'];

describe.each(documents)('docs/%s', (name) => {
  it('names only failures that exist', async () => {
    const named = [...(await read(name)).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(
      ([, code]) => code,
    );
    const codes = named.filter((code) => /^(UPDATE|POLICY|BUILD)_/.test(code ?? ''));
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes) expect(failureCodes).toContain(code);
  });

  it('links only to documents and headings that exist', async () => {
    const links = [...(await read(name)).matchAll(/\]\(([a-z-]+\.md)?(?:#([a-z0-9-]+))?\)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, file = name, heading] of links) {
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

describe.each(['administrators.md', 'installing.md', 'releasing.md'])('docs/%s', (name) => {
  it('has commands for sh that any POSIX shell reads', async () => {
    for (const [, block = ''] of (await read(name)).matchAll(/```sh\n([\s\S]*?)```/g)) {
      const { code, stderr } = await runCommand('sh', ['-n', '-c', block]);
      expect({ block, code, stderr }).toEqual({ block, code: 0, stderr: '' });
      // What sh reads without complaint and then takes for a redirection.
      expect(block).not.toMatch(/<[a-z]+>/);
    }
  });
});

describe('docs/releasing.md', () => {
  it('sets the passphrase as it says, in any POSIX shell', async () => {
    const blocks = [...(await read('releasing.md')).matchAll(/```sh\n([\s\S]*?)```/g)];
    const block = blocks.find(([, text = '']) => text.includes('read -r'))?.[1] ?? '';
    // No terminal here, so stty has nothing to switch.
    const script = `stty() { :; }\n${block}printenv CAREDESK_RELEASE_KEY_PASSPHRASE`;
    const typed = '  correct \\horse ';
    const { stdout, stderr } = await runCommand('sh', [
      '-c',
      `printf '%s\\n' "$1" | sh -c "$0"`,
      script,
      typed,
    ]);
    expect(stderr).toBe('');
    expect(stdout).toBe(`${typed}\n`);
  });

  it('uses only options that npm run release has', async () => {
    const commands = [...(await read('releasing.md')).matchAll(/npm run release -- (.*)$/gm)];
    const named = commands.flatMap(([, rest = '']) => [...rest.matchAll(/--[a-z-]+/g)].map(String));
    expect(named.length).toBeGreaterThan(10);
    for (const option of named) expect(usage).toContain(option);
  });

  it('keeps feeds out of the checkout, which the next build wants clean', async () => {
    const feeds = [...(await read('releasing.md')).matchAll(/--feed (\S+)/g)].map(
      ([, folder = '']) => folder,
    );
    expect(feeds.length).toBeGreaterThan(3);
    for (const folder of feeds) expect(folder).toMatch(/^\.\.\//);
  });
});

it('the times of an update are called in the guide what the window calls them', async () => {
  const window = await readFile(join(projectRoot, 'renderer/updates/ready-to-install.tsx'), 'utf8');
  const buttons = [...window.matchAll(/\{ time: '[a-z-]+', words: '([^']+)' \}/g)];
  const named = [
    ...section(await read('administrators.md'), '### When it installs').matchAll(
      /^\| “([^”]+)” \|/gm,
    ),
  ];
  expect(buttons).not.toHaveLength(0);
  expect(named.map(([, words]) => words).toSorted()).toEqual(
    buttons.map(([, words]) => words).toSorted(),
  );
});
