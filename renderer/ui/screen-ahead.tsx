import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { Working } from './working.tsx';

/** A screen in a file of its own, fetched before it is needed. */
export interface ScreenAhead<Props extends object> {
  /** Fetches the file; a failure is tried again when the screen is shown. */
  fetchAhead(): void;
  readonly Screen: ComponentType<Props>;
}

/**
 * Splits a screen off the first bundle. React shows the fallback of a lazy component for a
 * moment even when its file is long there, so a fetched screen is drawn directly instead.
 *
 * @param fallback what is shown while the file is fetched
 */
export function screenAhead<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  fallback: ReactNode = <Loading />,
): ScreenAhead<Props> {
  let fetched: ComponentType<Props> | null = null;
  const fetchScreen = async () => {
    const loaded = await load();
    fetched = loaded.default;
    return loaded;
  };
  const Later = lazy<ComponentType<Props>>(fetchScreen);

  function Screen(props: Props) {
    // Decided once for each time it is shown: changing it would throw away what was typed.
    const [Chosen] = useState<ComponentType<Props>>(() => fetched ?? Later);
    return (
      <Suspense fallback={fallback}>
        <Chosen {...props} />
      </Suspense>
    );
  }
  return { fetchAhead: () => void fetchScreen().catch(() => undefined), Screen };
}

function Loading() {
  return (
    <main className="cd-main">
      <div className="cd-content">
        <Working words="Loading…" />
      </div>
    </main>
  );
}
