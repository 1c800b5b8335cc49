import { describe, expect, it } from 'vitest';
import { proxyStateSchema } from '../../../electron/contract/proxy.ts';
import { verbs } from '../../../electron/contract/verbs.ts';

const sound = { id: 1, username: 'TRUST\\nurse', password: 'pass phrase – ü:' };

describe('what is typed for a proxy', () => {
  it('crosses as it was typed, an empty password too', () => {
    expect(verbs['proxy/answer'].args.parse([sound])).toEqual([sound]);
    expect(verbs['proxy/answer'].args.safeParse([{ ...sound, password: '' }]).success).toBe(true);
  });

  it.each([
    ['no user name', { ...sound, username: '' }],
    ['a user name without end', { ...sound, username: 'n'.repeat(257) }],
    ['a password without end', { ...sound, password: 'p'.repeat(257) }],
    ['a line break', { ...sound, password: 'a\r\nX-Header: b' }],
    ['a null character', { ...sound, username: 'nurse\u0000' }],
    ['no question', { username: 'nurse', password: 'p' }],
    ['a question that cannot be', { ...sound, id: 0 }],
    ['something more', { ...sound, remember: true }],
  ])('is refused with %s', (_case, answer) => {
    expect(verbs['proxy/answer'].args.safeParse([answer]).success).toBe(false);
  });

  it('is not repeated by the error that refuses it', () => {
    const { error } = verbs['proxy/answer'].args.safeParse([{ ...sound, username: '' }]);
    expect(error?.issues).toHaveLength(1);
    expect(JSON.stringify(error)).not.toContain(sound.password);
  });
});

describe('what the window is told of a proxy', () => {
  const asking = { kind: 'asking', id: 1, proxy: 'proxy:8080', realm: '', refused: true };

  it('is who asks, and nothing else', () => {
    expect(proxyStateSchema.parse(asking)).toEqual(asking);
    expect(proxyStateSchema.safeParse({ ...asking, password: 'p' }).success).toBe(false);
    expect(proxyStateSchema.safeParse({ kind: 'quiet', username: 'nurse' }).success).toBe(false);
  });

  it('is bounded', () => {
    expect(proxyStateSchema.safeParse({ ...asking, realm: 'r'.repeat(201) }).success).toBe(false);
  });
});
