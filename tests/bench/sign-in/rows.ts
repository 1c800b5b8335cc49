import type { Checks } from './candidate.ts';

export type Library = 'caredesk' | 'openid-client' | 'msal' | 'appauth' | 'hand-written';

/** One line of the tables: a library and how much it checks. */
export interface Row {
  /** Names the row within its table; with `checks`, anywhere. */
  readonly title: string;
  readonly library: Library;
  readonly checks: Checks;
}

/** CareDesk first. */
export const rows: readonly Row[] = [
  { title: 'CareDesk', library: 'caredesk', checks: 'equal' },
  { title: 'openid-client + signature', library: 'openid-client', checks: 'equal' },
  { title: 'msal-node + jose', library: 'msal', checks: 'equal' },
  { title: 'appauth + jose', library: 'appauth', checks: 'equal' },
  { title: 'hand-written fetch', library: 'hand-written', checks: 'equal' },
  { title: 'openid-client + signature', library: 'openid-client', checks: 'equal, keys ahead' },
  { title: 'msal-node + jose', library: 'msal', checks: 'equal, keys ahead' },
  { title: 'appauth + jose', library: 'appauth', checks: 'equal, keys ahead' },
  { title: 'hand-written fetch', library: 'hand-written', checks: 'equal, keys ahead' },
  { title: 'hand-written fetch', library: 'hand-written', checks: 'equal, warmed up' },
  { title: 'openid-client', library: 'openid-client', checks: 'shipped' },
  { title: 'msal-node', library: 'msal', checks: 'shipped' },
  { title: 'appauth', library: 'appauth', checks: 'shipped' },
  { title: 'hand-written fetch, no signature', library: 'hand-written', checks: 'shipped' },
];
