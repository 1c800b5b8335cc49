import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import ts from 'typescript';

async function writeIfDifferent(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => null)) === text) return;
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text);
  await rename(fresh, file);
}

/** Writes `app-loader.ts`, as JavaScript, into `resources/app` of a runtime's folder. */
export async function writeAppLoader(runtimeFolder: string): Promise<void> {
  const source = await readFile(join(import.meta.dirname, 'app-loader.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const folder = join(runtimeFolder, 'resources/app');
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'app-loader', version: '1.0.0', type: 'module', main: 'main.js' };
  await writeIfDifferent(join(folder, 'main.js'), outputText);
  await writeIfDifferent(join(folder, 'package.json'), JSON.stringify(manifest));
}
