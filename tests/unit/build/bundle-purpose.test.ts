import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../build/bundle.ts';
import { projectRoot } from '../../../build/project-root.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-purpose-'));
  for (const name of ['electron', 'renderer', 'node_modules', 'package.json', 'tsconfig.json']) {
    await symlink(join(projectRoot, name), join(root, name));
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function main(purpose: 'checkout' | 'package') {
  const modules = await bundle({ root, purpose });
  const text = await readFile(join(root, 'out/main/main.js'), 'utf8');
  return { text, hasSeams: modules.some((module) => module.endsWith('/electron/development.ts')) };
}

describe('the seams of development', { timeout: 120_000 }, () => {
  it('are in the bundle of a checkout, which is what runs in development', async () => {
    const { text, hasSeams } = await main('checkout');
    expect(hasSeams).toBe(true);
    expect(text).toContain('CAREDESK_POLICY');
  });

  it('are not in the bundle of a package, and neither is the question what it is called', async () => {
    const { text, hasSeams } = await main('package');
    expect(hasSeams).toBe(false);
    expect(new Set(text.match(/\bCAREDESK_[A-Z_]+/g))).toEqual(new Set(['CAREDESK_PACKAGE']));
    expect(text).not.toContain('__CAREDESK_DEVELOPMENT__');
  });
});

it('no code of CareDesk’s own asks Electron whether it is packaged', async () => {
  const files = await readdir(join(projectRoot, 'electron'), { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = await readFile(join(projectRoot, 'electron', file), 'utf8');
    expect(text.replaceAll(/^\s*(\/\/|\*).*$/gm, ''), file).not.toMatch(/\bapp\.isPackaged/);
  }
});
