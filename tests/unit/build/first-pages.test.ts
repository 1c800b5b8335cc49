import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../build/bundle.ts';
import { projectRoot } from '../../../build/project-root.ts';

/** Not named to the compiler, which reads no JSX here. */
const source = join(projectRoot, 'renderer/drawn-ahead.tsx');
const { drawFirstPages } = (await import(source)) as {
  drawFirstPages(): Record<'sandbox' | 'int' | 'live', string>;
};

let root: string;
let html: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'first-pages-'));
  for (const name of ['electron', 'renderer', 'node_modules', 'package.json', 'tsconfig.json']) {
    await symlink(join(projectRoot, name), join(root, name));
  }
  await bundle({ root });
  html = await readFile(join(root, 'out/renderer/index.html'), 'utf8');
}, 120_000);

afterAll(() => rm(root, { recursive: true, force: true }));

describe('the log-in pages in index.html', () => {
  it('are what React draws first, one for each environment', () => {
    const drawn = drawFirstPages();
    expect(Object.keys(drawn).toSorted()).toEqual(['int', 'live', 'sandbox']);
    for (const [environment, page] of Object.entries(drawn)) {
      expect(page.match(/<button type="button" class="cd-care-identity">/g)).toHaveLength(1);
      expect(html).toContain(`<template id="first-page-${environment}">${page}</template>`);
    }
  });

  it('differ in what says which environment it is', () => {
    const { sandbox, int, live } = drawFirstPages();
    expect(sandbox.replace('Sandbox – synthetic data only', '')).toBe(
      int.replace('Integration – test data only', ''),
    );
    expect(live).not.toMatch(/Sandbox|Integration|cd-ribbon/);
  });

  it('hold nothing that the content security policy refuses', () => {
    const pages = html.slice(html.indexOf('<template'));
    expect(pages).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|javascript:/i);
  });
});

it('what runs before React is there is a small file, without React', async () => {
  const entry = /src="\/(assets\/index-[^"]+\.js)"/.exec(html)?.[1] ?? '';
  const text = await readFile(join(root, 'out/renderer', entry), 'utf8');
  expect(text.length).toBeLessThan(8_000);
  expect(text).not.toContain('react');
});
