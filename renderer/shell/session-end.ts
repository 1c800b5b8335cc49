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
  const end = new Date(endsAt);
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  const day = end.toDateString() === tomorrow.toDateString() ? 'tomorrow ' : '';
  return `Session ends ${day}at ${sessionEndTime(endsAt)}`;
}

/** A time of day as 20:15. @param at epoch milliseconds */
export function sessionEndTime(at: number): string {
  return time.format(new Date(at));
}
