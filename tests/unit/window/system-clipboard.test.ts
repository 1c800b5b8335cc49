import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** What of Electron's clipboard was used. */
const clipboard = {
  readText: vi.fn(async () => 'a letter'),
  writeText: vi.fn(async () => undefined),
  write: vi.fn(async (_items: readonly unknown[]) => undefined),
  clear: vi.fn(),
};

class StandInItem {
  readonly items: unknown;
  constructor(items: unknown) {
    this.items = items;
  }
}

async function open(electron: Record<string, unknown>) {
  vi.resetModules();
  vi.doMock('electron', () => ({ clipboard, ...electron }));
  return (await import('../../../electron/window/system-clipboard.ts')).systemClipboard;
}

const { platform } = process;
beforeEach(() => void Object.defineProperty(process, 'platform', { value: 'win32' }));
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
  vi.doUnmock('electron');
  vi.clearAllMocks();
});

it('keeps text out of Windows’ clipboard history, in one write with the text', async () => {
  const systemClipboard = await open({ ClipboardItem: StandInItem });
  await systemClipboard.write('999 000 0018');
  const format = (name: string) => `electron application/osclipboard;format="${name}"`;
  expect(clipboard.write.mock.calls).toEqual([
    [
      [
        new StandInItem({
          'text/plain': '999 000 0018',
          [format('ExcludeClipboardContentFromMonitorProcessing')]: '\0\0\0\0',
          [format('CanIncludeInClipboardHistory')]: '\0\0\0\0',
          [format('CanUploadToCloudClipboard')]: '\0\0\0\0',
        }),
      ],
    ],
  ]);
  expect(clipboard.writeText).not.toHaveBeenCalled();
});

it('writes text alone where there is no such history, or Electron cannot do it', async () => {
  const older = await open({ ClipboardItem: undefined });
  await older.write('999 000 0018');
  Object.defineProperty(process, 'platform', { value: 'linux' });
  const elsewhere = await open({ ClipboardItem: StandInItem });
  await elsewhere.write('999 000 0018');
  expect(clipboard.writeText.mock.calls).toEqual([['999 000 0018'], ['999 000 0018']]);
  expect(clipboard.write).not.toHaveBeenCalled();
});

it('reads and clears', async () => {
  const systemClipboard = await open({});
  expect(await systemClipboard.read()).toBe('a letter');
  systemClipboard.clear();
  expect(clipboard.clear).toHaveBeenCalledOnce();
});
