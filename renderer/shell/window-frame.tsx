import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { bridge } from '../bridge.ts';
import { mainHeadingId } from '../ui/screen.tsx';
import { useHeightProperty } from '../ui/use-height-property.ts';
import { UpdateBanner } from '../updates/update-banner.tsx';

type Environment = 'sandbox' | 'int' | 'live' | null;

/**
 * What every screen has around it: skip link, the bar with the product's name, the ribbon that
 * says which environment this is.
 *
 * @param bar what the bar holds beside the name
 * @param notices what stays in view below the bar
 */
export function WindowFrame({
  bar,
  notices,
  children,
}: {
  readonly bar?: ReactNode;
  readonly notices?: ReactNode;
  readonly children: ReactNode;
}) {
  const about = useAbout();
  const head = useRef<HTMLDivElement>(null);
  useHeightProperty(head, '--cd-head-height');
  return (
    <div className="cd-window">
      <a className="nhsuk-skip-link" href={`#${mainHeadingId}`} onClick={skipToMain}>
        Skip to main content
      </a>
      <div className="cd-head" ref={head}>
        <header className="cd-bar">
          <span className="cd-bar__name">CareDesk</span>
          {bar}
        </header>
        <EnvironmentRibbon environment={about.environment} />
        <UpdateBanner />
        {notices}
      </div>
      {children}
    </div>
  );
}

function EnvironmentRibbon({ environment }: { readonly environment: Environment }) {
  switch (environment) {
    case 'sandbox':
      return <Ribbon>Sandbox – synthetic data only</Ribbon>;
    case 'int':
      return <Ribbon>Integration – test data only</Ribbon>;
    case 'live':
    case null:
      return null;
  }
}

function Ribbon({ children }: { readonly children: string }) {
  return (
    <section className="cd-ribbon" aria-label="Environment">
      {children}
    </section>
  );
}

let answered: { readonly environment: Environment } | null = null;

/** The environment, asked of main once in the life of the window: it cannot change. */
function useAbout(): { readonly environment: Environment } {
  const [about, setAbout] = useState(answered ?? { environment: null });
  useEffect(() => {
    if (answered !== null) return;
    bridge()
      .app.about()
      .then((answer) => {
        if (!answer.ok) return;
        answered = { environment: answer.value.environment };
        setAbout(answered);
      })
      .catch(() => setAbout({ environment: null }));
  }, []);
  return about;
}

/** Moves focus without changing the address. */
function skipToMain(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById(mainHeadingId)?.focus();
}
