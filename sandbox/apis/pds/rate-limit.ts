/** Requests a second that PDS allows one application. */
export const requestsPerSecond = 5;

/** Counts requests in the last second by client id; true when this one is allowed. */
export function createRateLimit(now: () => number): (clientId: string) => boolean {
  const recent = new Map<string, number[]>();
  return (clientId) => {
    const at = now();
    // A test's clock may have been set back: what it calls the future does not count.
    const isRecent = (time: number) => time <= at && at - time < 1000;
    const window = (recent.get(clientId) ?? []).filter(isRecent);
    const allowed = window.length < requestsPerSecond;
    if (allowed) window.push(at);
    recent.set(clientId, window);
    return allowed;
  };
}
