/** What the browser saw on its way back to CareDesk. */
export interface Visit {
  /** The callback with everything the provider put into it. */
  readonly callback: URL;
  /** Status of CareDesk's answer at the callback. */
  readonly status: number;
  /** The page the person ends on, or null when CareDesk did not lead to one. */
  readonly finalPage: Response | null;
}

/**
 * Asks the provider and gives the callback it redirects to, without going there.
 * @param change makes changes on the way, as somebody between CareDesk and the browser could
 */
export async function askProvider(
  request: URL,
  change: (callback: URL) => void = () => undefined,
): Promise<URL> {
  const response = await fetch(request, { redirect: 'manual' });
  await response.body?.cancel();
  const callback = new URL(response.headers.get('location') ?? '');
  change(callback);
  return callback;
}

/** Goes to the callback as a browser does, up to the final page. */
export async function visit(callback: URL): Promise<Visit> {
  const response = await fetch(callback, { redirect: 'manual' });
  await response.body?.cancel();
  const location = response.headers.get('location');
  const finalPage = location === null ? null : await fetch(new URL(location, callback));
  return { callback, status: response.status, finalPage };
}
