import { providerNameOf, type ShownProvider } from './provider.ts';

/** What a person reads when something fails. */
export interface FailureWords {
  /** Heading: what happened, as the person would say it. */
  readonly title: string;
  /** One or two sentences: what it means for them. */
  readonly explanation: string;
  /** What to do now. */
  readonly nextStep: string;
}

/** Whom a person turns to. */
export const service = 'the IT service desk of your organisation';

/** Names that depend on the provider: places in the words, filled in by `withNames`. */
export const named = {
  /** The log-in service. */
  provider: '{provider}',
  /** Who vouches for people there. */
  authority: '{authority}',
  /** Whose tokens the national APIs get: the one that renews a session. */
  renewer: '{renewer}',
  /** What to log in with. */
  authenticator: '{authenticator}',
  /** What to log in with where AAL3 is needed. */
  strongAuthenticator: '{strongAuthenticator}',
} as const;

/** The words with every name in its place. */
export function withNames(words: FailureWords, provider: ShownProvider): FailureWords {
  const names = namesAt(provider);
  // In one pass: a name that looks like a place is a name.
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => names.get(name) ?? place);
  return {
    title: filled(words.title),
    explanation: filled(words.explanation),
    nextStep: filled(words.nextStep),
  };
}

function namesAt(provider: ShownProvider): ReadonlyMap<string, string> {
  const name = providerNameOf(provider);
  const isCareIdentity = provider.kind === 'care-identity';
  return new Map([
    ['provider', name],
    ['authority', isCareIdentity ? 'your Registration Authority' : service],
    ['renewer', isCareIdentity ? 'the NHS API platform' : name],
    [
      'authenticator',
      isCareIdentity
        ? 'a security key, Windows Hello, a smartcard or a passkey'
        : `a stronger method at ${name}`,
    ],
    [
      'strongAuthenticator',
      isCareIdentity
        ? 'a security key, Windows Hello or a smartcard'
        : `a stronger method at ${name}`,
    ],
  ]);
}
