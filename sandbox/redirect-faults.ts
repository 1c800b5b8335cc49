import { randomUUID } from 'node:crypto';
import type { FaultName } from './faults.ts';

/** The redirect back to CareDesk as the active faults spoil it; CIS2 and the platform share them. */
export function spoilRedirect(location: string, active: readonly FaultName[]): string {
  const callback = new URL(location);
  const { searchParams } = callback;
  if (active.includes('wrong-state')) searchParams.set('state', randomUUID());
  if (active.includes('wrong-iss')) searchParams.set('iss', 'https://issuer.example/realm');
  if (active.includes('missing-iss-param')) searchParams.delete('iss');
  if (active.includes('access-denied')) {
    searchParams.delete('code');
    searchParams.set('error', 'access_denied');
    searchParams.set('error_description', 'The resource owner denied the request');
  }
  if (active.includes('code-twice') && searchParams.has('code')) {
    searchParams.append('code', randomUUID());
  }
  return callback.href;
}
