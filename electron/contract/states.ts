import type { z } from 'zod';
import type { StateName } from './channels.ts';
import { proxyStateSchema } from './proxy.ts';
import { sessionStateSchema } from './session.ts';
import { updateStateSchema } from './updates.ts';

/** What each state that main owns looks like; checked before it leaves main. */
export const stateSchemas = {
  session: sessionStateSchema,
  proxy: proxyStateSchema,
  updates: updateStateSchema,
} as const satisfies Record<StateName, z.ZodType>;

export type StateOf<Name extends StateName> = z.infer<(typeof stateSchemas)[Name]>;
