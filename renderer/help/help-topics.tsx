import { externalLinks } from '../../electron/contract/external-links.ts';
import { useAbout } from '../about.ts';
import { Button } from '../ui/button.tsx';
import type { HelpPage } from './help-dialog.tsx';

/** What there is help with, and who else to ask. */
export default function HelpTopics({
  onOpen,
  onLeave,
}: {
  readonly onOpen: (page: HelpPage) => void;
  /** A link has been followed to the browser. */
  readonly onLeave: () => void;
}) {
  const { provider, helpContact } = useAbout();
  return (
    <>
      <ul className="cd-help__topics">
        {provider.kind === 'care-identity' && (
          <>
            <li>
              <ExternalLink to="careIdentityHelp" onClick={onLeave}>
                Help with Care Identity
              </ExternalLink>
            </li>
            <li>
              <ExternalLink to="unlockAuthenticator" onClick={onLeave}>
                Unlock a smartcard or passkey
              </ExternalLink>
            </li>
          </>
        )}
        <li>
          <Button look="link" onClick={() => onOpen('shortcuts')}>
            Keyboard shortcuts
          </Button>
        </li>
        <li>
          <Button look="link" onClick={() => onOpen('about')}>
            About CareDesk
          </Button>
        </li>
      </ul>
      <h2 className="cd-help__heading">Who to call</h2>
      <p className="cd-help__contact">
        {helpContact ?? 'The IT service desk of your organisation.'}
      </p>
      {provider.kind === 'other' && (
        <p>
          If you cannot log in to {provider.name}, or what you log in with is locked, tell them so.
        </p>
      )}
    </>
  );
}

function ExternalLink({
  to,
  onClick,
  children,
}: {
  readonly to: keyof typeof externalLinks;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <a href={externalLinks[to]} target="_blank" rel="noreferrer" onClick={onClick}>
      {children} (opens in your browser)
    </a>
  );
}
