/** Host names under which this PC reaches itself, as `URL.hostname` writes them. */
export const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
