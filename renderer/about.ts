import { createContext, useContext } from 'react';
import { providerNameOf, type ShownProvider } from '../electron/contract/provider.ts';
import { type About, unknownAbout } from './about-store.ts';

export const AboutContext = createContext<About>(unknownAbout);

/** All of it, for the menu of help. */
export function useAbout(): About {
  return useContext(AboutContext);
}

/** Which environment this is; null where no policy can be read. */
export function useEnvironment(): About['environment'] {
  return useAbout().environment;
}

/** Who one logs in with, for the words of a failure. */
export function useProvider(): ShownProvider {
  return useAbout().provider;
}

/** What sentences call the one who one logs in with. */
export function useProviderName(): string {
  return providerNameOf(useProvider());
}
