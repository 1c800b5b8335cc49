import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  isAllowedLicence,
  licenceFaults,
  licenceList,
  writeLicenceFiles,
} from '../../../build/packaging/licence-files.ts';
import { nativePackages } from '../../../build/packaging/native-module.ts';
import {
  packagedComponents,
  styleSheetPackages,
} from '../../../build/packaging/packaged-components.ts';
import { shippedPrograms } from '../../../build/packaging/shipped-programs.ts';
import { projectRoot } from '../../../build/project-root.ts';

const component = { name: 'a', version: '1.0.0', licence: 'MIT', licenceText: 'Permission …' };

const licences = {
  components: [component],
  runtime: { electron: '45.4.1', chromium: null, node: null },
};

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

  it('are listed with their texts', async () => {
    const list = await licenceList(licences, []);
    expect(list).toContain('a 1.0.0 (MIT)');
    expect(list).toContain('Permission …');
    expect(list).toContain('Electron 45.4.1');
    expect(list).not.toContain('elevate');
  });

  it('are listed for programs of others too, with their source', async () => {
    const list = await licenceList(licences, shippedPrograms(['resources/elevate.exe']));
    expect(list).toContain('resources/elevate.exe (LGPL-2.1-or-later; source: https://');
    expect(list).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  });
});

describe('the files beside a package', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'licence-files-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are named for it, and are the same when it is packed again', async () => {
    const facts = {
      version: '1.2.3',
      licences,
      programs: [],
      madeAt: new Date('2026-11-23T10:00:00+01:00'),
    };
    const texts = [];
    for (const arch of ['x64', 'arm64', 'x64']) {
      await writeLicenceFiles(join(folder, `caredesk-setup-1.2.3-${arch}.exe`), facts);
      texts.push(await readFile(join(folder, 'caredesk-setup-1.2.3-x64.exe.cdx.json'), 'utf8'));
    }
    expect((await readdir(folder)).toSorted()).toEqual([
      'caredesk-setup-1.2.3-arm64.exe.cdx.json',
      'caredesk-setup-1.2.3-arm64.exe.licences.txt',
      'caredesk-setup-1.2.3-x64.exe.cdx.json',
      'caredesk-setup-1.2.3-x64.exe.licences.txt',
    ]);
    expect(new Set(texts).size).toBe(1);
    const bom = JSON.parse(texts[0] ?? '');
    expect(bom.metadata).toMatchObject({
      timestamp: '2026-11-23T09:00:00.000Z',
      component: { version: '1.2.3' },
    });
    const list = join(folder, 'caredesk-setup-1.2.3-x64.exe.licences.txt');
    expect(await readFile(list, 'utf8')).toBe(await licenceList(licences, []));
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
        'node_modules/@simplewebauthn/server/esm/index.js',
      ),
      ['keytar'],
    );
    expect(components.map(({ name }) => name)).toEqual([
      // Installed as “keytar”: an SBOM names what it really is.
      '@github/keytar',
      '@simplewebauthn/server',
      'nhsuk-frontend',
      'zod',
    ]);
    expect(licenceFaults(components)).toEqual([]);
    for (const { version } of components) expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.each(['x64', 'arm64'] as const)(
    'for Windows on %s has a text of koffi’s licence',
    async (arch) => {
      const [, koffi = ''] = nativePackages({ platform: 'win32', arch });
      const folder = join(await mkdtemp(join(tmpdir(), 'components-test-')), 'root');
      await mkdir(join(folder, 'node_modules', koffi), { recursive: true });
      await mkdir(join(folder, 'renderer'));
      await writeFile(
        join(folder, 'node_modules', koffi, 'package.json'),
        JSON.stringify({ name: koffi, version: '3.3.4', license: 'MIT' }),
      );
      const components = await packagedComponents([], [koffi], folder);
      expect(components.map(({ name }) => name)).toEqual([koffi]);
      expect(licenceFaults(components)).toEqual([]);
      await rm(dirname(folder), { recursive: true });
    },
  );

  it('includes packages that a style sheet names', () => {
    const sheet = `@use "nhsuk-frontend/dist/nhsuk/core";
      @use 'pkg:@scope/name/sheet' as s; @import "other"; @use "./ours"; @use "nhsuk-frontend/x";`;
    expect(styleSheetPackages(sheet)).toEqual(['nhsuk-frontend', '@scope/name', 'other']);
  });
});
