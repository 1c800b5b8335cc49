/** Who the log-in service is to the person: Care Identity, or an organisation's own provider. */
export type ShownProvider =
  | { readonly kind: 'care-identity' }
  /** `name`: policy `providerName`, or the host name of the issuer. */
  | { readonly kind: 'other'; readonly name: string };

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
