import { join } from 'node:path';
import { type Plugin, runnerImport } from 'vite';

/** Of renderer/drawn-ahead.tsx, which only the bundler can read. */
interface DrawnAhead {
  /** HTML of the log-in page by environment. */
  drawFirstPages(): Readonly<Record<string, string>>;
}

/** Where in renderer/index.html the pages go. */
const place = /<!-- first pages: .* -->/;

/**
 * Draws the log-in page of each environment with React when CareDesk is built, and puts it into
 * index.html as a template, inert until renderer/start.ts shows it: a start then waits neither for
 * React's code nor for its first drawing.
 *
 * @param root folder that holds `renderer/`
 */
export function firstPages(root: string): Plugin {
  return {
    name: 'caredesk-first-pages',
    transformIndexHtml: {
      order: 'post',
      async handler(html) {
        if (!place.test(html)) return html;
        const file = join(root, 'renderer/drawn-ahead.tsx');
        const { module } = await runnerImport<DrawnAhead>(file, {
          configFile: false,
          envDir: false,
          logLevel: 'warn',
          root: join(root, 'renderer'),
        });
        const templates = Object.entries(module.drawFirstPages()).map(
          ([environment, page]) => `<template id="first-page-${environment}">${page}</template>`,
        );
        return html.replace(place, () => templates.join('\n    '));
      },
    },
  };
}
