/**
 * The common name (CN) in a certificate's subject as Windows prints it: RFC 4514 with values that
 * hold a comma or a quote put in quotation marks, where a quote is doubled. Null when there is no
 * CN, more than one, or the text is not of that form: a name that is guessed at is no check.
 */
export function commonNameOf(subject: string): string | null {
  const attributes = attributesOf(subject);
  const names = attributes?.filter(({ type }) => type.toUpperCase() === 'CN') ?? [];
  return names.length === 1 ? (names[0]?.value ?? null) : null;
}

interface Attribute {
  readonly type: string;
  readonly value: string;
}

// A quoted value with doubled or escaped quotes, or a plain one with escapes; then a separator.
const attribute =
  /\s*([A-Za-z][A-Za-z0-9.-]*|\d+(?:\.\d+)+)\s*=\s*(?:"((?:[^"\\]|""|\\.)*)"|((?:[^",;+\\]|\\.)*?))\s*(?:([,;+])|$)/y;

function attributesOf(subject: string): Attribute[] | null {
  const attributes: Attribute[] = [];
  attribute.lastIndex = 0;
  for (;;) {
    const match = attribute.exec(subject);
    if (match === null) return null;
    const [, type = '', quoted, plain, separator] = match;
    const value =
      quoted === undefined ? unescaped(plain ?? '') : unescaped(quoted.replaceAll('""', '"'));
    if (value === null) return null;
    attributes.push({ type, value });
    if (separator === undefined) return attributes;
    if (attribute.lastIndex === subject.length) return null;
  }
}

/** RFC 4514 section 2.4: a backslash before a special character or two hexadecimal digits. */
function unescaped(value: string): string | null {
  if (!value.includes('\\')) return value;
  const bytes: Buffer[] = [];
  for (let at = 0; at < value.length; ) {
    const rest = value.slice(at);
    const hex = /^\\([0-9A-Fa-f]{2})/.exec(rest);
    const special = /^\\([ "#+,;<=>\\])/.exec(rest);
    if (hex?.[1] !== undefined) bytes.push(Buffer.from(hex[1], 'hex'));
    else if (special?.[1] !== undefined) bytes.push(Buffer.from(special[1]));
    else if (rest.startsWith('\\')) return null;
    else bytes.push(Buffer.from(String.fromCodePoint(rest.codePointAt(0) ?? 0)));
    const taken = hex?.[0] ?? special?.[0] ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
    at += taken.length;
  }
  return Buffer.concat(bytes).toString('utf8');
}
