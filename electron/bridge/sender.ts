/** What Electron tells of the sender of a bridge call. */
export interface Sender {
  /** Address of the frame, or null when the frame is gone. */
  readonly frameUrl: string | null;
  readonly isMainFrame: boolean;
  readonly webContentsId: number;
}

/**
 * Whether a call comes from CareDesk's own page: exact origin, main frame, and a window we know
 * (Electron security checklist 17). A frame that is gone or blank is refused.
 */
export function isTrustedSender(
  sender: Sender,
  trusted: { readonly isOwnPage: (url: string) => boolean; readonly owns: (id: number) => boolean },
): boolean {
  return (
    sender.frameUrl !== null &&
    sender.isMainFrame &&
    trusted.isOwnPage(sender.frameUrl) &&
    trusted.owns(sender.webContentsId)
  );
}
