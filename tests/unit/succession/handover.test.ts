import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Handover } from '../../../electron/succession/handover.ts';
import { removeHandover, writeHandover } from '../../../electron/succession/handover-file.ts';
import { readHandover } from '../../../electron/succession/read-handover.ts';

const bounds = { x: -1200, y: 10, width: 1180, height: 860 };
const handover: Handover = {
  pid: 77,
  writtenAt: 1_000_000,
  window: {
    shape: 'maximised',
    bounds,
    normalBounds: bounds,
    presence: 'behind',
    id: 'window:1:0',
  },
  left: {
    session: {
      reason: 'failed',
      failure: { code: 'ROLE_NOT_YOURS', detail: null },
      browserSession: 'may-remain',
    },
    logIn: 'no',
    updates: { checkAt: 5, signedOutAt: 4 },
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handover-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the handover', () => {
  it('is read as it was written, and is gone when it is removed', () => {
    writeHandover(folder, handover);
    expect(readHandover(folder, 1_000_500)).toEqual(handover);
    expect(readdirSync(folder)).toEqual(['handover.json']);
    expect(statSync(join(folder, 'handover.json')).mode & 0o777).toBe(0o600);
    removeHandover(folder);
    removeHandover(folder);
    expect(readHandover(folder, 1_000_500)).toBeNull();
  });

  it('is none when it is too old, or the clock was set since', () => {
    writeHandover(folder, handover);
    expect(readHandover(folder, 1_000_000 + 61_000)).toBeNull();
    expect(readHandover(folder, 1_000_000 - 61_000)).toBeNull();
  });

  it.each([
    ['damaged', (text: string) => text.slice(0, -2)],
    ['of another kind', () => '[]'],
    ['with more in it', (text: string) => text.replace('{"pid"', '{"name":"x","pid"')],
    ['with a reason that does not exist', (text: string) => text.replace('"failed"', '"bored"')],
    ['with a window nowhere', (text: string) => text.replaceAll('-1200', '-99999')],
  ])('is none when it is %s', (_how, change) => {
    writeHandover(folder, handover);
    const file = join(folder, 'handover.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect(readHandover(folder, 1_000_000)).toBeNull();
  });
});
