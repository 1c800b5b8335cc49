import { type BrowserWindow, dialog } from 'electron';

/** Why there is no page to work with. */
export type PageTrouble = 'crashed' | 'not-loaded' | 'unresponsive';

interface TroubleWords {
  readonly message: string;
  readonly detail: string;
  /** The first is the way on. */
  readonly buttons: readonly [string, string];
}

const words: Record<PageTrouble, TroubleWords> = {
  crashed: {
    message: 'CareDesk stopped working',
    detail:
      'Select Start again. If it happens again, close CareDesk and tell the IT service desk of your organisation.',
    buttons: ['Start again', 'Close CareDesk'],
  },
  'not-loaded': {
    message: 'CareDesk could not open its window',
    detail:
      'A part of CareDesk is missing or damaged. Select Try again. If it happens again, ask the IT service desk of your organisation to install CareDesk again.',
    buttons: ['Try again', 'Close CareDesk'],
  },
  unresponsive: {
    message: 'CareDesk is not responding',
    detail:
      'You can wait, or start it again. You stay logged in, and CareDesk shows again what you had open and typed.',
    buttons: ['Start again', 'Wait'],
  },
};

/**
 * Asks by the system's own dialog, which needs no page. Resolves with whether the person takes the
 * way on; never, when the question has become pointless.
 */
export function askAbout(
  trouble: PageTrouble,
  window: BrowserWindow,
  pointless: AbortSignal,
): Promise<'way-on' | 'other'> {
  const { message, detail, buttons } = words[trouble];
  return new Promise((resolve) => {
    dialog
      .showMessageBox(window, {
        type: 'error',
        title: 'CareDesk',
        message,
        detail,
        buttons: [...buttons],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
        signal: pointless,
      })
      .then(({ response }) => {
        if (!pointless.aborted) resolve(response === 0 ? 'way-on' : 'other');
      })
      // No dialog can be shown: closing is all that is left.
      .catch(() => resolve('other'));
  });
}
