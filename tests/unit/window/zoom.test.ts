import { describe, expect, it } from 'vitest';
import { zoomedBy, zoomFactors, zoomStepOf } from '../../../electron/window/zoom.ts';

const press = { type: 'keyDown', control: true, shift: false, alt: false, meta: false };

describe('the zoom', () => {
  it('goes in the steps of browsers from 50 to 400 %, and no further', () => {
    const up = [0.5];
    for (const _ of zoomFactors) up.push(zoomedBy('in', up.at(-1) ?? 0));
    expect(up).toEqual([...zoomFactors, 4]);
    const down = [4];
    for (const _ of zoomFactors) down.push(zoomedBy('out', down.at(-1) ?? 0));
    expect(down).toEqual([...zoomFactors.toReversed(), 0.5]);
  });

  it('comes to the next step from between two, and back to 100 % from anywhere', () => {
    expect(zoomedBy('in', 1.6)).toBe(1.75);
    expect(zoomedBy('out', 1.6)).toBe(1.5);
    expect(zoomedBy('reset', 3)).toBe(1);
  });

  it.each([
    ['Ctrl and “=”, where plus needs Shift', { key: '=', code: 'Equal' }, 'in'],
    ['Ctrl, Shift and “+”', { key: '+', code: 'Equal', shift: true }, 'in'],
    ['Ctrl and “+” of a German keyboard', { key: '+', code: 'BracketRight' }, 'in'],
    ['Ctrl and plus of the number pad', { key: '+', code: 'NumpadAdd' }, 'in'],
    ['Ctrl and “-”', { key: '-', code: 'Minus' }, 'out'],
    ['Ctrl, Shift and “_”', { key: '_', code: 'Minus', shift: true }, 'out'],
    ['Ctrl and minus of the number pad', { key: '-', code: 'NumpadSubtract' }, 'out'],
    ['Ctrl and 0', { key: '0', code: 'Digit0' }, 'reset'],
    ['Ctrl and 0 of the number pad', { key: '0', code: 'Numpad0' }, 'reset'],
    ['Ctrl and the key of 0, where it needs Shift', { key: 'à', code: 'Digit0' }, 'reset'],
  ])('is changed by %s', (_case, keys, step) => {
    expect(zoomStepOf({ ...press, ...keys })).toBe(step);
  });

  it.each([
    ['plus alone', { key: '+', code: 'NumpadAdd', control: false }],
    ['a key that is let go', { key: '+', code: 'NumpadAdd', type: 'keyUp' }],
    ['AltGr, which types', { key: '0', code: 'Digit0', alt: true }],
    ['the Windows key', { key: '0', code: 'Digit0', meta: true }],
    ['Ctrl and Insert of the number pad, which copies', { key: 'Insert', code: 'Numpad0' }],
    ['“=” of a German keyboard', { key: '=', code: 'Digit0', shift: true }],
    ['Ctrl and another digit', { key: '1', code: 'Digit1' }],
    ['Ctrl and R', { key: 'r', code: 'KeyR' }],
  ])('is not changed by %s', (_case, keys) => {
    expect(zoomStepOf({ ...press, ...keys })).toBeNull();
  });
});
