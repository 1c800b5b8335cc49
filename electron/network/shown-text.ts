/**
 * Text from the network as it may be shown: whoever sent it chose it, so no control or direction
 * characters, on one line, and no longer than `longest` characters.
 */
export function shownText(text: string, longest: number): string {
  return text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, longest);
}
