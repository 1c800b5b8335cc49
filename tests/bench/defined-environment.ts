import process from 'node:process';

/** This process's environment as Playwright takes it. */
export function definedEnvironment(): Record<string, string> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) defined[name] = value;
  }
  return defined;
}
