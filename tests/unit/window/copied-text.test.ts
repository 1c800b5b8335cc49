import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clearTraces } from '../../../electron/window/clear-traces.ts';
import { createCopiedText } from '../../../electron/window/copied-text.ts';

let held: string;
const clipboard = {
  read: vi.fn(async () => held),
  write: vi.fn(async (text: string) => {
    held = text;
  }),
  clear: vi.fn(() => {
    held = '';
  }),
};

beforeEach(() => {
  held = 'a letter';
  vi.clearAllMocks();
});

const open = (platform: NodeJS.Platform = 'linux') => createCopiedText({ clipboard, platform });

describe('what was copied', () => {
  it('is on the clipboard, and gone when it is forgotten', async () => {
    const copied = open();
    await copied.copy('999 000 0018');
    expect(held).toBe('999 000 0018');
    await copied.forget();
    expect(held).toBe('');
  });

  it('leaves alone what another program has put there since', async () => {
    const copied = open();
    await copied.copy('999 000 0018');
    held = 'a letter';
    await copied.forget();
    expect(held).toBe('a letter');
  });

  it('is what the clipboard is left with when nothing was copied, and is not even read', async () => {
    await open().forget();
    expect(held).toBe('a letter');
    expect(clipboard.read).not.toHaveBeenCalled();
  });

  it('is forgotten once: a later person may copy the same elsewhere', async () => {
    const copied = open();
    await copied.copy('999 000 0018');
    await copied.forget();
    held = '999 000 0018';
    await copied.forget();
    expect(held).toBe('999 000 0018');
  });

  it('is forgotten by its text only as long as it was copied last', async () => {
    const copied = open('win32');
    await copied.copy('https://cis2.example/authorize?state=s');
    await copied.copy('999 000\n0018');
    await copied.forget('https://cis2.example/authorize?state=s');
    expect(held).toBe('999 000\r\n0018');
    await copied.forget('999 000\n0018');
    expect(held).toBe('');
  });

  it('ends its lines as Windows does, and is known again by either', async () => {
    const copied = open('win32');
    await copied.copy('one\ntwo\r\nthree');
    expect(held).toBe('one\r\ntwo\r\nthree');
    await copied.forget();
    expect(held).toBe('');
    await copied.copy('one\r\ntwo');
    held = 'one\ntwo';
    await copied.forget();
    expect(held).toBe('');
  });

  it('is cleared also when the person leaves while it is being copied', async () => {
    const copied = open();
    let write: () => void = () => undefined;
    clipboard.write.mockImplementationOnce(async (text) => {
      await new Promise<void>((resolve) => {
        write = resolve;
      });
      held = text;
    });
    void copied.copy('999 000 0018');
    const forgotten = copied.forget();
    await vi.waitFor(() => expect(clipboard.write).toHaveBeenCalled());
    write();
    await forgotten;
    expect(held).toBe('');
  });

  it('disturbs nobody when another program holds the clipboard', async () => {
    const copied = open();
    clipboard.write.mockRejectedValueOnce(new Error('held'));
    await copied.copy('999 000 0018');
    clipboard.read.mockRejectedValueOnce(new Error('held'));
    await copied.forget();
    await copied.copy('again');
    expect(held).toBe('again');
  });
});

describe('the traces of a person', () => {
  it('are what was copied, what was marked, and recent documents', async () => {
    const copiedText = open();
    await copiedText.copy('999 000 0018');
    const marked = { clear: vi.fn() };
    const clearRecentDocuments = vi.fn();
    await clearTraces({ copiedText, marked, clearRecentDocuments });
    expect(held).toBe('');
    expect(marked.clear).toHaveBeenCalledOnce();
    expect(clearRecentDocuments).toHaveBeenCalledOnce();
  });
});
