import { clipboard, dialog } from 'electron';
import { wordsFor } from '../contract/failures.ts';

/** Says that a link did not open in the system browser, and offers to copy it. */
export async function offerLink(link: string): Promise<void> {
  const { title, explanation, nextStep } = wordsFor('LINK_NOT_OPENED');
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'CareDesk',
    message: title,
    detail: `${explanation} ${nextStep}\n\n${link}`,
    buttons: ['Copy link', 'Close'],
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) clipboard.writeText(link);
}
