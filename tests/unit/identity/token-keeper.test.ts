import { describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import type { PlatformTokens } from '../../../electron/identity/platform-tokens.ts';
import { createTokenKeeper } from '../../../electron/identity/token-keeper.ts';
import { createManualClock } from '../ground/manual-clock.ts';

function keeper() {
  const clock = createManualClock();
  const tokens: PlatformTokens = {
    accessToken: 'a1',
    accessTokenExpiresAt: clock.now() + 599_000,
    refreshToken: 'r1',
    subject: '656005750104',
    sessionEndsAt: clock.now() + 43_199_000,
  };
  let issued = 1;
  const refresh = vi.fn(async (held: PlatformTokens): Promise<PlatformTokens> => {
    issued += 1;
    return {
      ...held,
      accessToken: `a${issued}`,
      accessTokenExpiresAt: clock.now() + 599_000,
      refreshToken: `r${issued}`,
    };
  });
  const rotated: string[] = [];
  const onRotated = vi.fn(async (token: string) => {
    rotated.push(token);
  });
  return {
    clock,
    refresh,
    rotated,
    keeper: createTokenKeeper({ tokens, now: clock.now, refresh, onRotated }),
  };
}

describe('the token keeper', () => {
  it('gives the token it has while more than a minute is left', async () => {
    const k = keeper();
    k.clock.advance(538_000);
    await expect(k.keeper.accessToken()).resolves.toBe('a1');
    expect(k.refresh).not.toHaveBeenCalled();
  });

  it('refreshes once for a thousand calls, and loses none', async () => {
    const k = keeper();
    k.clock.advance(600_000);
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => k.keeper.accessToken()));
    expect(new Set(tokens)).toEqual(new Set(['a2']));
    expect(k.refresh).toHaveBeenCalledOnce();
    expect(k.rotated).toEqual(['r2']);
  });

  it('replaces a refused token once, however many calls were refused', async () => {
    const k = keeper();
    const replacements = await Promise.all(
      ['a1', 'a1', 'a1'].map((t) => k.keeper.replacementFor(t)),
    );
    expect(replacements).toEqual(['a2', 'a2', 'a2']);
    await expect(k.keeper.replacementFor('a1')).resolves.toBe('a2');
    expect(k.refresh).toHaveBeenCalledOnce();
  });

  it('tries again after a refresh that failed on the way', async () => {
    const k = keeper();
    k.clock.advance(600_000);
    k.refresh.mockRejectedValueOnce(new CareDeskError('PROVIDER_UNREACHABLE'));
    await expect(k.keeper.accessToken()).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' });
    await expect(k.keeper.accessToken()).resolves.toBe('a2');
  });

  it('does not ask past the twelve hours', async () => {
    const k = keeper();
    k.clock.advance(43_199_000);
    await expect(k.keeper.accessToken()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(k.refresh).not.toHaveBeenCalled();
  });

  it('hands out nothing after it was told to forget, not even what arrives late', async () => {
    const k = keeper();
    k.clock.advance(600_000);
    const late = k.keeper.accessToken();
    k.keeper.forget();
    await expect(late).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await expect(k.keeper.accessToken()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(k.rotated).toEqual([]);
  });
});
