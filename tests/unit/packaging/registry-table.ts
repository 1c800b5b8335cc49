import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../build/project-root.ts';

/** A registry value that an installer writes. */
export interface RegistryValue {
  readonly key: string;
  readonly name: string;
  readonly type: 'string' | 'expandable string' | 'number';
  readonly data: readonly string[];
}

export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

function isType(text: string): text is RegistryValue['type'] {
  return ['string', 'expandable string', 'number'].includes(text);
}

/** The table of docs/windows-checklist.md. */
export function documentedValues(): readonly RegistryValue[] {
  const section = readProjectFile('docs/windows-checklist.md').split('## Registry values')[1] ?? '';
  const rows = section.split('\n## ')[0]?.matchAll(/^\| `(.+?)` \| `(.+?)` \| (.+?) \| (.+?) \|/gm);
  return [...(rows ?? [])].map(([, key = '', name = '', type = '', data = '']) => {
    if (!isType(type)) throw new Error(`docs/windows-checklist.md: what is a ${type}?`);
    return { key, name, type, data: [...data.matchAll(/`(.+?)`/g)].map(([, one = '']) => one) };
  });
}
