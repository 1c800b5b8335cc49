import { type MouseEvent, type ReactNode, useRef } from 'react';
import { useEnvironment } from '../about.ts';
import type { About } from '../about-store.ts';
import { HelpMenu } from '../help/help-menu.tsx';
import { mainHeadingId } from '../ui/screen.tsx';
import { useHeightProperty } from '../ui/use-height-property.ts';
import { UpdateBanner } from '../updates/update-banner.tsx';
import { environmentWords } from './environment-words.ts';

/**
 * What every screen has around it: skip link, the bar with the product's name and the help, the
 * ribbon that says which environment this is.
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
  const environment = useEnvironment();
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
          <HelpMenu />
          {bar}
        </header>
        <EnvironmentRibbon environment={environment} />
        <UpdateBanner />
        {notices}
      </div>
      {children}
    </div>
  );
}

function EnvironmentRibbon({ environment }: Pick<About, 'environment'>) {
  switch (environment) {
    case 'sandbox':
    case 'int':
      return (
        <section className="cd-ribbon" aria-label="Environment">
          {environmentWords(environment)}
        </section>
      );
    case 'live':
    case null:
      return null;
  }
}

/** Moves focus without changing the address. */
function skipToMain(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById(mainHeadingId)?.focus();
}
