import { describe, expect, it } from 'vitest';
import { parseReleaseNotes } from '../../../build/release/release-notes.ts';

describe('release notes', () => {
  it('are the entries of a list, continued lines joined, headings left out', () => {
    const text = '\ufeff# 1.1.0\r\n\r\n- One thing\r\n  goes on.\r\n* Another.\r\n\r\n## End\r\n';
    expect(parseReleaseNotes(text)).toEqual(['One thing goes on.', 'Another.']);
  });

  it('are the paragraphs of a plain text', () => {
    expect(parseReleaseNotes('One thing\ngoes on.\n\nAnother.\n')).toEqual([
      'One thing goes on.',
      'Another.',
    ]);
  });

  it.each([
    ['nothing', '# 1.1.0\n\n'],
    ['markup', '- See [the page](https://example.org)'],
    ['bold', '- **Quicker** search'],
    ['HTML', '- <b>Quicker</b> search'],
    ['text beside a list', 'In this version:\n\n- Quicker search'],
    ['too many', '- x\n'.repeat(13)],
    ['a long one', `- ${'x'.repeat(301)}`],
  ])('are refused with %s', (_what, text) => {
    expect(() => parseReleaseNotes(text)).toThrow(
      expect.objectContaining({ code: 'NOTES_UNUSABLE' }),
    );
  });
});
