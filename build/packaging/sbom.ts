import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { PackagedComponent } from './packaged-components.ts';
import type { ShippedProgram } from './shipped-programs.ts';

/** Versions of what runs CareDesk; null where the packed Electron cannot be asked. */
export interface RuntimeVersions {
  readonly electron: string;
  readonly chromium: string | null;
  readonly node: string | null;
}

export interface SbomFacts {
  /** CareDesk's own. */
  readonly version: string;
  readonly components: readonly PackagedComponent[];
  readonly runtime: RuntimeVersions;
  readonly programs: readonly ShippedProgram[];
  /** When it was made, or null to leave that out. */
  readonly madeAt: Date | null;
}

/** Package URL of a package of the npm registry (package-url specification, type npm). */
export function npmPackageUrl(name: string, version: string): string {
  const path = name
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  return `pkg:npm/${path}@${encodeURIComponent(version)}`;
}

function registryComponent({ name, version, licence }: PackagedComponent): Models.Component {
  const purl = npmPackageUrl(name, version);
  const [group, ...rest] = name.split('/');
  return new Models.Component(Enums.ComponentType.Library, rest.at(0) ?? name, {
    ...(rest.length > 0 && group !== undefined ? { group } : {}),
    version,
    purl,
    bomRef: purl,
    licenses: new Models.LicenseRepository([
      / (OR|AND) /.test(licence)
        ? new Models.LicenseExpression(licence)
        : new Models.SpdxLicense(licence),
    ]),
  });
}

function runtimeComponents({ electron, chromium, node }: RuntimeVersions): Models.Component[] {
  const purl = npmPackageUrl('electron', electron);
  const parts = Object.entries({ chromium, node }).flatMap(([name, version]) =>
    version === null
      ? []
      : [
          new Models.Component(Enums.ComponentType.Framework, name, {
            version,
            purl: `pkg:generic/${name}@${version}`,
            bomRef: `pkg:generic/${name}@${version}`,
          }),
        ],
  );
  const framework = new Models.Component(Enums.ComponentType.Framework, 'electron', {
    version: electron,
    purl,
    bomRef: purl,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense('MIT')]),
  });
  for (const part of parts) framework.dependencies.add(part.bomRef);
  return [framework, ...parts];
}

function programComponent({ name, path, licence, source }: ShippedProgram): Models.Component {
  const address = new Models.ExternalReference(source, Enums.ExternalReferenceType.VCS);
  return new Models.Component(Enums.ComponentType.Application, name, {
    description: `Lies in the package as ${path}.`,
    purl: `pkg:generic/${name}`,
    bomRef: `pkg:generic/${name}`,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense(licence)]),
    externalReferences: new Models.ExternalReferenceRepository([address]),
  });
}

/**
 * The software bill of materials of a package: CycloneDX 1.6 as JSON, lists sorted. It names what
 * is in the package, not what was used to build it.
 */
export function sbom({ version, components, runtime, programs, madeAt }: SbomFacts): string {
  const all = [
    ...components.map(registryComponent),
    ...runtimeComponents(runtime),
    ...programs.map(programComponent),
  ];
  const caredesk = new Models.Component(Enums.ComponentType.Application, 'caredesk', {
    version,
    bomRef: `caredesk@${version}`,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense('MIT')]),
  });
  for (const component of all) caredesk.dependencies.add(component.bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({
      ...(madeAt === null ? {} : { timestamp: madeAt }),
      component: caredesk,
    }),
    components: new Models.ComponentRepository(all),
  });
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}
