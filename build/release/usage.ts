import { ReleaseError } from './release-error.ts';

export const usage = `npm run release -- <what> [--dry-run] [--trust <file of public keys>]

  Publish a version
    --feed <folder> [--packages dist] [--key <file>] [--staging 5] [--channel stable]
    [--notes <file.md or .txt>, in place of the notes in the packages] [--minimum <version>]
    [--valid-days 90] [--training]; with --packages also [--resume]
    With --staging or --minimum, --packages must be named: alone they change the feed.
  Go back to how an older version worked (with a newly built, higher version)
    --rollback-to <version> --packages <folder> --feed <folder> [--key <file>] [--staging 100]
  Change what the feed says about the version it has
    --feed <folder> [--key <file>] [--channel stable] [--valid-days 90] [--training]
    and one or more of: --staging <1-100>  --pause | --resume  --minimum <version>
    or, when nothing else changes before the feed runs out: --renew
  Check a feed folder: signatures, and size, hash and blockmap of what is offered and lies beside it
    --check --feed <folder> [--channel stable]
  Make a signing key
    --new-key <folder outside any checkout> [--trust <file to add its public half to>]

Without --key, CAREDESK_RELEASE_KEY names the file of the private key.
docs/releasing.md explains each step.`;

/** What is wrong with the arguments, and how they are used. */
export function wrong(message: string): ReleaseError {
  return new ReleaseError('ARGUMENTS_WRONG', `${message}\n\n${usage}`);
}

/** Why there is no way back but forward, and the way. */
export function rollbackAdvice(version: string): string {
  return [
    `CareDesk never installs a lower version, so ${version} itself cannot be offered again.`,
    'What to do:',
    '  1. Stop the faulty version now: npm run release -- --feed <folder> --key <file> --pause',
    `  2. Check out the source of ${version}, give it a version above the faulty one and notes for it, build and sign it.`,
    `  3. npm run release -- --packages <folder> --feed <folder> --key <file> --rollback-to ${version} --resume`,
  ].join('\n');
}
