import { type ToggleEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { screenAhead } from '../ui/screen-ahead.tsx';
import type { HelpPage } from './help-dialog.tsx';

const menuId = 'help-menu';

/** Only for those who ask for help: the first screen is there sooner without it. */
const topics = screenAhead(() => import('./help-topics.tsx'), null);
const dialog = screenAhead(() => import('./help-dialog.tsx'), null);

/**
 * Help, on every screen. The browser's own popover: Escape or a click elsewhere closes it, and focus
 * goes back to the button.
 */
export function HelpMenu() {
  const menu = useRef<HTMLElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [page, setPage] = useState<HelpPage | null>(null);
  const onToggle = ({ newState }: ToggleEvent<HTMLElement>): void => setOpen(newState === 'open');
  // It opens by itself, so also on a page drawn before React was there.
  useEffect(() => setOpen(menu.current?.matches(':popover-open') ?? false), []);
  // First: the button has the focus then, and gets it back from the dialog.
  const close = (): void => menu.current?.hidePopover();
  return (
    <>
      <Button look="bar" className="cd-help-button" popoverTarget={menuId}>
        Help
      </Button>
      <section
        ref={menu}
        id={menuId}
        className="cd-popover cd-help"
        popover="auto"
        aria-label="Help"
        onBeforeToggle={onToggle}
      >
        {isOpen && (
          <topics.Screen
            onLeave={close}
            onOpen={(opened) => {
              close();
              setPage(opened);
            }}
          />
        )}
      </section>
      {page !== null && <dialog.Screen page={page} onClose={() => setPage(null)} />}
    </>
  );
}

/** Fetches the help while nobody needs it yet. */
export function fetchHelpAhead(): void {
  topics.fetchAhead();
  dialog.fetchAhead();
}
