import { type ReactNode, useRef } from 'react';
import { useAbout } from '../about.ts';
import { environmentWords } from '../shell/environment-words.ts';
import { Button } from '../ui/button.tsx';
import { ModalDialog } from '../ui/modal-dialog.tsx';
import { lockShortcut, type Shortcut, shortcuts } from './shortcuts.ts';

/** What of the help is a page of its own. */
export type HelpPage = 'shortcuts' | 'about';

/** A page of the help, over whatever is shown. */
export default function HelpDialog({
  page,
  onClose,
}: {
  readonly page: HelpPage;
  readonly onClose: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <ModalDialog labelledBy="help-heading" startsAt={heading} onEscape={onClose}>
      <h2 className="cd-dialog__heading" id="help-heading" tabIndex={-1} ref={heading}>
        {page === 'shortcuts' ? 'Keyboard shortcuts' : 'About CareDesk'}
      </h2>
      {page === 'shortcuts' ? <Shortcuts /> : <About />}
      <div className="cd-actions">
        <Button look="secondary" onClick={onClose}>
          Close
        </Button>
      </div>
    </ModalDialog>
  );
}

function Shortcuts() {
  const { locks } = useAbout();
  const shown = locks ? [lockShortcut, ...shortcuts] : shortcuts;
  return (
    <Pairs pairs={shown.map((shortcut) => [shortcut.does, <Ways key="ways" {...shortcut} />])} />
  );
}

function Ways({ keys, mouse }: Shortcut) {
  return (
    <>
      {keys.map((key, index) => (
        <span key={key}>
          {index > 0 && ' or '}
          <kbd className="cd-key">{key}</kbd>
        </span>
      ))}
      {mouse !== undefined && ` or ${mouse}`}
    </>
  );
}

function About() {
  const { version, environment } = useAbout();
  return (
    <Pairs
      pairs={[
        ['Version', version ?? 'Not known'],
        ['Environment', environment === null ? 'Not known' : environmentWords(environment)],
        [
          'Licence',
          'MIT. CareDesk is free software: anyone may use, change and share it. Copyright 2026 The CareDesk founders.',
        ],
      ]}
    />
  );
}

function Pairs({ pairs }: { readonly pairs: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="nhsuk-summary-list cd-summary">
      {pairs.map(([name, value]) => (
        <div className="nhsuk-summary-list__row" key={name}>
          <dt className="nhsuk-summary-list__key">{name}</dt>
          <dd className="nhsuk-summary-list__value">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
