import type { About } from '../about-store.ts';

/** What an environment is, in few words. */
export function environmentWords(environment: Exclude<About['environment'], null>): string {
  switch (environment) {
    case 'sandbox':
      return 'Sandbox – synthetic data only';
    case 'int':
      return 'Integration – test data only';
    case 'live':
      return 'Live';
  }
}
