import { z } from 'zod';

/** Who the log-in service is to the person: Care Identity, or an organisation's own provider. */
export const shownProviderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('care-identity') }),
  z.strictObject({
    kind: z.literal('other'),
    /** Policy `providerName`, or the host name of the issuer. */
    name: z.string().min(1).max(253),
  }),
]);

export type ShownProvider = z.infer<typeof shownProviderSchema>;

/** What holds unless a policy says otherwise. */
export const careIdentity: ShownProvider = { kind: 'care-identity' };

/** What sentences call the log-in service. */
export function providerNameOf(provider: ShownProvider): string {
  switch (provider.kind) {
    case 'care-identity':
      return 'Care Identity';
    case 'other':
      return provider.name;
  }
}
