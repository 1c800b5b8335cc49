/** Files that lie beside a package and go everywhere with it. */
export interface Companions {
  /** What it knows about its own making. */
  readonly stamp: string;
  /** Software bill of materials. */
  readonly sbom: string;
  readonly licences: string;
}

/**
 * The companions of a package, by its name or path. Each package has its own: Electron, and with it
 * Chromium, may differ between systems, and a feed takes no name twice.
 */
export function companionsOf(artifact: string): Companions {
  return {
    stamp: `${artifact}.build.json`,
    sbom: `${artifact}.cdx.json`,
    licences: `${artifact}.licences.txt`,
  };
}
