import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { takePlace, watchPlace } from '../../../electron/window/window-place.ts';

const normal = { x: 100, y: 80, width: 900, height: 700 };
const screen = { x: 0, y: 0, width: 1920, height: 1040 };

/** A window as the system keeps it, with what it does in order. */
class StandInWindow extends EventEmitter {
  readonly done: string[] = [];
  shape: 'normal' | 'maximised' | 'full-screen' = 'normal';
  minimised = false;
  visible = true;
  focused = true;

  isMinimized = () => this.minimised;
  isMaximized = () => !this.minimised && this.shape === 'maximised';
  isFullScreen = () => !this.minimised && this.shape === 'full-screen';
  isVisible = () => this.visible;
  isFocused = () => this.focused;
  getNormalBounds = () => normal;
  getBounds = () => (this.shape === 'normal' ? normal : screen);

  show = () => void this.done.push('show');
  showInactive = () => void this.done.push('show without focus');
  focus = () => void this.done.push('focus');
  minimize = () => void this.done.push('minimise');
  maximize = () => void this.done.push('maximise');
  setFullScreen = (isFull: boolean) => void this.done.push(`full screen ${isFull}`);
  setOpacity = (opacity: number) => void this.done.push(`opacity ${opacity}`);
  moveAbove = (id: string) => void this.done.push(`above ${id}`);
  setBounds = ({ width }: { width?: number }) => void this.done.push(`${width} wide`);

  become(shape: StandInWindow['shape']): void {
    this.shape = shape;
    this.emit(shape === 'maximised' ? 'maximize' : 'enter-full-screen');
  }
}

function replaced(arrange: (old: StandInWindow) => void) {
  const old = new StandInWindow();
  const place = watchPlace(old);
  arrange(old);
  const next = new StandInWindow();
  takePlace(next, place(), 'window:1:0');
  return { next, place: place() };
}

describe('a window in place of another', () => {
  it('is in front where the old one was', () => {
    const { next } = replaced(() => undefined);
    expect(next.done).toEqual(['show', 'focus']);
  });

  it('is maximised, and goes back to the size from before', () => {
    const { next } = replaced((old) => old.become('maximised'));
    expect(next.done).toEqual(['show', '900 wide', 'maximise', 'focus']);
  });

  it('is full screen where the old one was', () => {
    const { next } = replaced((old) => old.become('full-screen'));
    expect(next.done).toContain('full screen true');
  });

  it('behind another one takes neither its place nor the keyboard', () => {
    const { next, place } = replaced((old) => {
      old.focused = false;
    });
    expect(next.done).toEqual(['show without focus', 'above window:1:0']);
    expect(place.bounds).toEqual(normal);
  });

  it('behind and maximised covers the same, and is maximised when the person comes to it', () => {
    const { next, place } = replaced((old) => {
      old.become('maximised');
      old.focused = false;
    });
    expect(place.bounds).toEqual(screen);
    expect(next.done).toEqual(['show without focus', 'above window:1:0']);
    next.emit('focus');
    next.emit('focus');
    expect(next.done.slice(2)).toEqual(['900 wide', 'maximise']);
  });

  it.each([
    ['maximised', ['900 wide', 'maximise']],
    ['full-screen', ['900 wide', 'full screen true']],
  ] as const)('stays minimised, and is %s again when it is opened', (shape, then) => {
    const { next } = replaced((old) => {
      old.become(shape);
      old.focused = false;
      old.minimised = true;
    });
    expect(next.done).toEqual(['opacity 0', 'show without focus', 'minimise', 'opacity 1']);
    next.emit('restore');
    expect(next.done.slice(4)).toEqual(then);
  });

  it('is not shown before the first page of the old one was', () => {
    const { next } = replaced((old) => {
      old.visible = false;
      old.focused = false;
    });
    expect(next.done).toEqual([]);
  });

  it('stays behind also where the desktop knows no order of windows', () => {
    const next = new StandInWindow();
    next.moveAbove = () => {
      throw new Error('no such window');
    };
    const place = { shape: 'normal', bounds: normal, normalBounds: normal } as const;
    takePlace(next, { ...place, presence: 'behind' }, 'window:1:0');
    expect(next.done).toEqual(['show without focus']);
  });
});
