import * as electron from 'electron';
import type { TextClipboard } from './copied-text.ts';

/**
 * Formats that keep what is copied out of Windows' clipboard history and off other devices
 * (Microsoft, “Cloud Clipboard and Clipboard History Formats”): the first by being there, the others
 * by a DWORD of 0. Clipboard managers heed the first as well.
 */
const privateFormats: Readonly<Record<string, string>> = {
  ExcludeClipboardContentFromMonitorProcessing: '\0\0\0\0',
  CanIncludeInClipboardHistory: '\0\0\0\0',
  CanUploadToCloudClipboard: '\0\0\0\0',
};

/** The clipboard by Electron. What is written stays out of Windows' clipboard history. */
export const systemClipboard: TextClipboard = {
  // Electron 45 answers with a promise, older ones with the text.
  read: async () => electron.clipboard.readText(),
  async write(text) {
    // Older ones write one format at a time, each in place of the other: the text alone then.
    const item = itemOf(text);
    if (process.platform === 'win32' && item !== null) await electron.clipboard.write([item]);
    else await electron.clipboard.writeText(text);
  },
  clear: () => electron.clipboard.clear(),
};

function itemOf(text: string): Electron.ClipboardItem | null {
  const make: unknown = Reflect.get(electron, 'ClipboardItem');
  if (typeof make !== 'function') return null;
  const formats = Object.entries(privateFormats).map(([format, payload]): [string, string] => [
    `electron application/osclipboard;format="${format}"`,
    payload,
  ]);
  return Reflect.construct(make, [{ 'text/plain': text, ...Object.fromEntries(formats) }]);
}
