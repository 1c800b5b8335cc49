const time = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/**
 * When the session ends, as the person's clock shows it: “Session ends at 20:15”.
 *
 * @param endsAt epoch milliseconds
 */
export function sessionEndWords(endsAt: number, now: Date): string {
  const day = isTomorrow(endsAt, now) ? 'tomorrow ' : '';
  return `Session ends ${day}at ${sessionEndTime(endsAt)}`;
}

/**
 * Until when something holds, as the person's clock shows it: “20:15”, “00:10 tomorrow”.
 *
 * @param at epoch milliseconds
 */
export function untilWords(at: number, now: Date): string {
  return isTomorrow(at, now) ? `${sessionEndTime(at)} tomorrow` : sessionEndTime(at);
}

function isTomorrow(at: number, now: Date): boolean {
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return new Date(at).toDateString() === tomorrow.toDateString();
}

/** A time of day as 20:15. @param at epoch milliseconds */
export function sessionEndTime(at: number): string {
  return time.format(new Date(at));
}
