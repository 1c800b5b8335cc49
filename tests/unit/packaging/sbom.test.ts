import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npmPackageUrl, sbom } from '../../../build/packaging/sbom.ts';
import { shippedPrograms } from '../../../build/packaging/shipped-programs.ts';

const require = createRequire(import.meta.url);

interface Validator {
  addSchema(schema: unknown, address: string): void;
  compile(schema: unknown): ((data: unknown) => boolean) & { errors?: unknown };
}

/** The published schema, with the validator that electron-builder brings. */
function cycloneDxSchema() {
  const library = dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json'));
  const schema = (name: string): unknown =>
    JSON.parse(readFileSync(join(library, `res/schema/${name}.SNAPSHOT.schema.json`), 'utf8'));
  const ofBuilder = createRequire(require.resolve('app-builder-lib/package.json'));
  const { default: Ajv }: { default: new (options: object) => Validator } = ofBuilder('ajv');
  const validator = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const name of ['spdx', 'jsf-0.82']) {
    validator.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  return validator.compile(schema('bom-1.6'));
}

const facts = {
  version: '1.2.3',
  components: [
    { name: 'zod', version: '4.6.7', licence: 'MIT', licenceText: 'text' },
    { name: '@github/keytar', version: '7.10.6', licence: 'MIT', licenceText: 'text' },
    { name: 'either', version: '1.0.0', licence: '(MIT OR CC0-1.0)', licenceText: 'text' },
  ],
  runtime: { electron: '45.4.1', chromium: '142.0.1', node: '22.1.0' },
  programs: [],
  madeAt: new Date('2026-11-23T00:00:00Z'),
};

describe('the software bill of materials', () => {
  it('is CycloneDX 1.6', () => {
    const validate = cycloneDxSchema();
    const bom: unknown = JSON.parse(sbom(facts));
    expect(validate(bom), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(bom as object), components: [{ type: 'nonsense' }] })).toBe(false);
  });

  it('names every package, the runtime and what is in it, each by a package URL', () => {
    const bom: { components: { name: string; group?: string; purl: string }[] } = JSON.parse(
      sbom(facts),
    );
    expect(bom.components.map(({ purl }) => purl).toSorted()).toEqual([
      'pkg:generic/chromium@142.0.1',
      'pkg:generic/node@22.1.0',
      'pkg:npm/%40github/keytar@7.10.6',
      'pkg:npm/either@1.0.0',
      'pkg:npm/electron@45.4.1',
      'pkg:npm/zod@4.6.7',
    ]);
    expect(bom.components).toContainEqual(
      expect.objectContaining({ group: '@github', name: 'keytar' }),
    );
  });

  it('leaves out versions of the runtime that nobody could ask for', () => {
    const runtime = { electron: '45.4.1', chromium: null, node: null };
    expect(sbom({ ...facts, runtime })).not.toContain('chromium');
  });

  it('names a program of others that the package holds', () => {
    const programs = shippedPrograms(['CareDesk.exe', 'resources/elevate.exe']);
    const bom: { components: { name: string; licenses: unknown }[] } = JSON.parse(
      sbom({ ...facts, programs }),
    );
    expect(cycloneDxSchema()(bom)).toBe(true);
    expect(bom.components).toContainEqual(
      expect.objectContaining({
        name: 'elevate',
        licenses: [{ license: { id: 'LGPL-2.1-or-later' } }],
      }),
    );
    expect(shippedPrograms(['caredesk', 'resources/app.asar'])).toEqual([]);
  });

  it('says when it was made, or leaves that out', () => {
    expect(JSON.parse(sbom(facts)).metadata.timestamp).toBe('2026-11-23T00:00:00.000Z');
    expect(JSON.parse(sbom({ ...facts, madeAt: null })).metadata).not.toHaveProperty('timestamp');
  });

  it('encodes scopes as the package URL specification says', () => {
    expect(npmPackageUrl('@a/b', '1.0.0-rc.1')).toBe('pkg:npm/%40a/b@1.0.0-rc.1');
  });
});
