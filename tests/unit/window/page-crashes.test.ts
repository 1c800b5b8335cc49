import { describe, expect, it } from 'vitest';
import { countCrashes, crashPause } from '../../../electron/window/page-crashes.ts';

function at(...times: number[]) {
  let now = 0;
  const crashed = countCrashes(() => now);
  return times.map((time) => {
    now = time;
    return crashed();
  });
}

describe('a page that crashes', () => {
  it('is loaded again, explained, and then asked about', () => {
    expect(at(0, 1, 2, 3)).toEqual(['load-again', 'explain', 'ask', 'ask']);
  });

  it('is loaded again as often as it crashes, if it works for a while each time', () => {
    expect(at(0, crashPause, 2 * crashPause)).toEqual(['load-again', 'load-again', 'load-again']);
    expect(at(0, 1, crashPause + 1)).toEqual(['load-again', 'explain', 'load-again']);
  });
});
