import { describe, expect, it } from 'vitest';
import {
  isAllowedLicence,
  licenceFaults,
  licenceList,
} from '../../../build/packaging/licence-files.ts';
import {
  packagedComponents,
  styleSheetPackages,
} from '../../../build/packaging/packaged-components.ts';
import { projectRoot } from '../../../build/project-root.ts';

const component = { name: 'a', version: '1.0.0', licence: 'MIT', licenceText: 'Permission …' };

describe('licences of what is packed', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['BSD-3-Clause AND MIT', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-2.0-only', false],
    ['LGPL-3.0-or-later', false],
    ['MPL-2.0', false],
    ['(MIT OR GPL-3.0-only) AND MPL-2.0', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['', false],
  ])('%s: %s', (expression, isAllowed) => {
    expect(isAllowedLicence(expression)).toBe(isAllowed);
  });

  it('are refused when copyleft, unknown or without text', () => {
    expect(licenceFaults([component])).toEqual([]);
    expect(licenceFaults([{ ...component, licence: 'AGPL-3.0-only' }])).toHaveLength(1);
    expect(licenceFaults([{ ...component, licenceText: null }])).toHaveLength(1);
    expect(licenceFaults([{ ...component, licenceText: ' \n' }])).toHaveLength(1);
  });

  it('are listed with their texts', () => {
    const list = licenceList({
      components: [component],
      runtime: { electron: '45.4.1', chromium: null, node: null },
    });
    expect(list).toContain('a 1.0.0 (MIT)');
    expect(list).toContain('Permission …');
    expect(list).toContain('Electron 45.4.1');
  });
});

describe('what is packed', () => {
  const modules = (...paths: string[]) => paths.map((path) => `${projectRoot}/${path}`);

  it('is found from the modules of the bundles, the style sheets and what lies beside them', async () => {
    const components = await packagedComponents(
      modules(
        'electron/main.ts',
        'node_modules/zod/index.js',
        'node_modules/zod/v4/core/core.js',
        'node_modules/@tanstack/query-core/build/modern/index.js',
      ),
    );
    expect(components.map(({ name }) => name)).toEqual([
      // Installed as “keytar”: an SBOM names what it really is.
      '@github/keytar',
      '@tanstack/query-core',
      'nhsuk-frontend',
      'zod',
    ]);
    expect(licenceFaults(components)).toEqual([]);
    for (const { version } of components) expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('includes packages that a style sheet names', () => {
    const sheet = `@use "nhsuk-frontend/dist/nhsuk/core";
      @use 'pkg:@scope/name/sheet' as s; @import "other"; @use "./ours"; @use "nhsuk-frontend/x";`;
    expect(styleSheetPackages(sheet)).toEqual(['nhsuk-frontend', '@scope/name', 'other']);
  });
});
