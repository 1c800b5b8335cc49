import { createContext, useContext } from 'react';
import { providerNameOf, type ShownProvider } from '../electron/contract/provider.ts';
import { type About, unknownAbout } from './about-store.ts';

export const AboutContext = createContext<About>(unknownAbout);

/** Which environment this is; null where no policy can be read. */
export function useEnvironment(): About['environment'] {
  return useContext(AboutContext).environment;
}

/** Who one logs in with, for the words of a failure. */
export function useProvider(): ShownProvider {
  return useContext(AboutContext).provider;
}

/** What sentences call the one who one logs in with. */
export function useProviderName(): string {
  return providerNameOf(useProvider());
}
