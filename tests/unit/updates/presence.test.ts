import { describe, expect, test } from 'vitest';
import { watchPresence } from '../../../electron/updates/presence.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const minute = 60_000;
const openRecord = { recordOpen: true, unsavedText: true };
const nothing = { recordOpen: false, unsavedText: false };

function watch() {
  const clock = createManualClock();
  return { clock, presence: watchPresence(clock), start: clock.now() };
}

describe('who is there', () => {
  test('nobody at first, since the start', () => {
    const { presence, start } = watch();
    expect(presence.current()).toEqual({
      session: 'signed-out',
      work: nothing,
      callsUnderWay: 0,
      sessionEnding: false,
      aloneSince: start,
      signedOutAt: null,
    });
  });

  test('what was open goes with the person, whose page can no longer say so', () => {
    const { presence } = watch();
    presence.sessionChanged('active');
    presence.reportWork(openRecord);
    presence.sessionChanged('stepping-up');
    expect(presence.current().work).toEqual(openRecord);
    presence.sessionChanged('signed-out');
    expect(presence.current().work).toEqual(nothing);
  });

  test('is alone since the last change, and signed out only by somebody who was signed in', () => {
    const { presence, clock, start } = watch();
    clock.advance(minute);
    presence.sessionChanged('signing-in');
    clock.advance(minute);
    presence.sessionChanged('signed-out');
    expect(presence.current()).toMatchObject({ aloneSince: start + 2 * minute, signedOutAt: null });
    presence.sessionChanged('signing-in');
    presence.sessionChanged('choosing-role');
    clock.advance(minute);
    presence.sessionChanged('remembered');
    clock.advance(minute);
    presence.sessionChanged('remembered');
    expect(presence.current()).toMatchObject({
      aloneSince: start + 3 * minute,
      signedOutAt: start + 3 * minute,
    });
  });

  test('as many calls are under way as was last told', () => {
    const { presence } = watch();
    presence.callsChanged(2);
    expect(presence.current().callsUnderWay).toBe(2);
    presence.callsChanged(0);
    expect(presence.current().callsUnderWay).toBe(0);
  });

  test('a log-off that was called off is over after five minutes', () => {
    const { presence, clock } = watch();
    presence.sessionEnding();
    clock.advance(5 * minute - 1);
    expect(presence.current().sessionEnding).toBe(true);
    clock.advance(1);
    expect(presence.current().sessionEnding).toBe(false);
  });
});
