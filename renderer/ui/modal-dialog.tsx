import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';
import { mainHeadingId } from './screen.tsx';

/** A dialog over whatever is shown, for as long as it is drawn. */
export function ModalDialog({
  labelledBy,
  describedBy,
  startsAt,
  onEscape,
  role,
  children,
}: {
  readonly labelledBy: string;
  readonly describedBy?: string;
  /** What gets focus when the dialog opens. */
  readonly startsAt: RefObject<HTMLElement | null>;
  /** Asks for the dialog to go; it stays until main says so. */
  readonly onEscape: () => void;
  /** `alertdialog` for what is urgent and was not asked for. */
  readonly role?: 'alertdialog';
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the dialog leaves the page, in which case nothing would give focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    const openedFrom = document.activeElement;
    shown?.showModal();
    startsAt.current?.focus();
    return () => {
      shown?.close();
      giveFocusBackTo(openedFrom);
    };
  }, [startsAt]);
  return (
    <dialog
      ref={dialog}
      className="cd-dialog"
      role={role}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault();
        onEscape();
      }}
    >
      {children}
    </dialog>
  );
}

/** To what had focus, or to the heading: somewhere a keyboard and a screen reader can go on from. */
function giveFocusBackTo(element: Element | null): void {
  const isLost = element === null || element === document.body || !element.isConnected;
  const next = isLost ? document.getElementById(mainHeadingId) : element;
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}
