/** A field name (RFC 9110 section 5.6.2, "token"). */
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What no header value may carry (RFC 9110 section 5.5); a recipient may read a space instead. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are meant.
const unsafe = /[\u0000\r\n]/g;

/**
 * The headers of an answer as networks send them: one that cannot be used costs itself, never the
 * answer. Bytes beyond ASCII (RFC 9110 section 5.5, "obs-text") stay as fetch shows them, one
 * character a byte.
 * @param rawHeaders names and values in turn, values read as UTF-8
 */
export function readableHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!fieldName.test(name)) continue;
    headers.append(name, byteString(rawHeaders[at + 1] ?? ''));
  }
  return headers;
}

function byteString(value: string): string {
  const isLatin1 = [...value].every((character) => character <= '\u00ff');
  const bytes = isLatin1 ? value : Buffer.from(value, 'utf8').toString('latin1');
  return bytes.replace(unsafe, ' ');
}
