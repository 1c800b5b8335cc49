import { expect } from 'vitest';
import { readProjectFile } from './registry-table.ts';

/** The lines of a script, without comments. */
export function linesOf(path: string): string[] {
  return (
    readProjectFile(path)
      .split('\n')
      // Names in angle brackets: in quotes, ${…} would look like a mistaken template here.
      .map((line) => line.trim().replaceAll(/\$\{([\w.]+)\}/g, '<$1>'))
      .filter((line) => !line.startsWith('#'))
  );
}

/** The lines of a macro or function. */
export function part(of: string, kind: 'macro' | 'Function', name: string): string {
  const from = of.indexOf(`${kind} ${name}\n`);
  expect(from, `${kind} ${name}`).toBeGreaterThanOrEqual(0);
  return of.slice(from, of.indexOf(kind === 'macro' ? '!macroend' : 'FunctionEnd', from));
}
