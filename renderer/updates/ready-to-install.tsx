import type { InstallTime, UpdateActivity } from '../../electron/contract/updates.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { failureOf, useBridgeCallWith } from '../use-bridge-call.ts';
import { WhatChanges } from './release-notes.tsx';
import { UpdateLine } from './update-line.tsx';
import { blockerWords, blocksInstall, readyWords } from './update-words.ts';

type Ready = Extract<UpdateActivity, { kind: 'ready' }>;

const times = [
  { time: 'now', words: 'Install now' },
  { time: 'tonight', words: 'Install tonight' },
  { time: 'at-sign-out', words: 'Install when I log out' },
] as const satisfies readonly { time: InstallTime; words: string }[];

/** A downloaded update: when to install it, and what it changes. */
export function ReadyToInstall({ ready }: { readonly ready: Ready }) {
  const [choose, call] = useBridgeCallWith<InstallTime>(bridge().updates.chooseTime);
  const { version, chosen, urgency, attendance, blocker, notes } = ready;
  const blocked = blockerWords(blocker);
  return (
    <UpdateLine
      title={`CareDesk ${version} is ready to install`}
      failure={failureOf(call)}
      buttons={times
        .filter(({ time }) => isOffered(time, ready))
        .map(({ time, words }) => (
          <Button key={time} look="link" onClick={() => choose(time)}>
            {words}
          </Button>
        ))}
    >
      {readyWords(chosen, urgency, attendance)} {blocked}
      <WhatChanges notes={notes} />
    </UpdateLine>
  );
}

/** A button that would be refused, or would change nothing, is no help. */
function isOffered(time: InstallTime, { urgency, chosen, attendance, blocker }: Ready): boolean {
  switch (time) {
    case 'now':
      return !blocksInstall(blocker);
    case 'tonight':
      return urgency === 'normal' && chosen !== time && attendance === 'nobody';
    case 'at-sign-out':
      // Nothing in the way means that nobody is signed in.
      return urgency === 'normal' && chosen !== time && blocker !== null;
  }
}
