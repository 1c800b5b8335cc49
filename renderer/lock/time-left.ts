/** Seconds before the lock at which a screen reader says once more how many are left. */
const announced = [60, 30, 10] as const;

/** A time as it is read: “1 minute 45 seconds”. @param seconds whole, not negative */
export function timeLeftWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const parts = [counted(minutes, 'minute'), counted(seconds % 60, 'second')];
  return parts.filter((part) => part !== null).join(' ') || '0 seconds';
}

/**
 * What a status region says: something new at a minute, at 30 and at 10 seconds, and nothing in
 * between. Every second would talk over everything; the start is said by the dialog itself.
 *
 * @param happens what comes then: “CareDesk locks”
 */
export function announcement(secondsLeft: number, happens: string): string {
  const moment = announced.findLast((seconds) => secondsLeft <= seconds);
  return moment === undefined ? '' : `${happens} in ${timeLeftWords(moment)}.`;
}

function counted(count: number, unit: string): string | null {
  if (count === 0) return null;
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
