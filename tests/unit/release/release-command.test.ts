import { describe, expect, it } from 'vitest';
import { parseReleaseCommand as parse } from '../../../build/release/release-command.ts';

const parseReleaseCommand = (args: readonly string[], environment = {}) => parse(args, environment);

const feed = ['--feed', 'feed', '--key', 'key.pem'];
const publishing = [...feed, '--packages', 'dist', '--notes', 'notes.md', '--staging', '10'];

describe('what a release is asked to do', () => {
  it('publishes, on the stable channel by default', () => {
    expect(parseReleaseCommand(publishing)).toEqual({
      kind: 'publish',
      packages: 'dist',
      feed: 'feed',
      channel: 'stable',
      keyFile: 'key.pem',
      staging: 10,
      assumed: [],
      notes: 'notes.md',
      rollbackTo: null,
      validDays: 90,
      resume: false,
      training: false,
      trust: null,
      dryRun: false,
    });
  });

  it('publishes what was packed, to few, when only the feed is named', () => {
    const environment = { CAREDESK_RELEASE_KEY: 'key.pem' };
    expect(parseReleaseCommand(['--feed', 'feed'], environment)).toMatchObject({
      kind: 'publish',
      packages: 'dist',
      feed: 'feed',
      keyFile: 'key.pem',
      staging: 5,
      notes: null,
      assumed: [
        'No --packages was given: the packages of dist.',
        'No --staging was given: offered to 5 % of installations.',
      ],
    });
  });

  it('goes back for everybody', () => {
    expect(
      parseReleaseCommand([...feed, '--packages', 'dist', '--rollback-to', '1.0.0']),
    ).toMatchObject({ kind: 'publish', rollbackTo: '1.0.0', staging: 100 });
  });

  it('takes the key that is named rather than the environment’s', () => {
    const environment = { CAREDESK_RELEASE_KEY: 'another.pem' };
    for (const args of [feed, [...feed, '--pause']]) {
      expect(parseReleaseCommand(args, environment)).toMatchObject({ keyFile: 'key.pem' });
    }
    expect(parseReleaseCommand(['--feed', 'feed', '--renew'], environment)).toMatchObject({
      keyFile: 'another.pem',
    });
  });

  it.each([['--staging', '50'], ['--pause'], ['--resume'], ['--minimum', '1.0.0'], ['--renew']])(
    'changes the feed with %s, unless packages are named',
    (...change) => {
      expect(parseReleaseCommand([...feed, ...change])).toMatchObject({ kind: 'change' });
    },
  );

  it('changes several things at once', () => {
    expect(
      parseReleaseCommand([...feed, '--staging', '100', '--resume', '--minimum', '1.2.0']),
    ).toMatchObject({
      kind: 'change',
      changes: { staging: 100, paused: false, minimumVersion: '1.2.0' },
    });
  });

  it('renews a feed in which nothing else changes', () => {
    expect(parseReleaseCommand([...feed, '--renew', '--valid-days', '30'])).toMatchObject({
      kind: 'change',
      changes: {},
      validDays: 30,
    });
  });

  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['nothing', []],
    ['an unknown option', [...feed, '--stage', '10']],
    ['a word too many', [...feed, '--pause', 'now']],
    ['pause and resume', [...feed, '--pause', '--resume']],
    ['staging 0, which is a pause', [...feed, '--staging', '0']],
    ['staging above 100', [...feed, '--staging', '101']],
    ['staging in words', [...feed, '--staging', '1e1']],
    ['days without end', [...feed, '--renew', '--valid-days', '401']],
    ['no days', [...feed, '--renew', '--valid-days', '0']],
    ['no key', ['--feed', 'feed', '--pause']],
    ['no key to publish with', ['--feed', 'feed']],
    ['an empty name of packages', [...feed, '--packages', '']],
    ['notes for a change', [...feed, '--staging', '10', '--notes', 'notes.md']],
    ['no feed', ['--key', 'key.pem', '--pause']],
    ['pausing what is published', [...publishing, '--pause']],
    ['a minimum that is no version', [...feed, '--minimum', 'latest']],
    ['a channel that is no name', [...feed, '--pause', '--channel', '../stable']],
    ['a channel named like a Linux file', [...feed, '--pause', '--channel', 'stable-linux']],
    ['a check with a key', ['--check', ...feed]],
    ['a key and a feed', ['--new-key', 'keys', ...feed]],
  ];
  it.each(wrong)('refuses %s, and says how it is used', (_what, args) => {
    expect(() => parseReleaseCommand(args)).toThrow(
      expect.objectContaining({
        code: 'ARGUMENTS_WRONG',
        message: expect.stringContaining('npm run release -- '),
      }),
    );
  });
});
