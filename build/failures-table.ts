import { failureCodes, wordsFor } from '../electron/contract/failures.ts';

/** `docs/failures.md`: every failure as a service desk looks it up. */
export function failuresTable(): string {
  const rows = failureCodes.map((code) => {
    const { title, explanation, nextStep } = wordsFor(code);
    return `| \`${code}\` | ${title} | ${explanation} | ${nextStep} |`;
  });
  return [
    '# What CareDesk says when something fails',
    '',
    'Made from `electron/contract/failures.ts` by `npm run docs`. The code is what a person reads to',
    'a service desk; the words are what stands on the screen.',
    '',
    '| code | what happened | what it means | what to do next |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
