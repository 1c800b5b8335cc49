import { wrong } from './usage.ts';

/** Whether nobody works with what a channel offers. */
export function isForTraining(channel: string): boolean {
  return channel.startsWith('training');
}

/** @throws ReleaseError ARGUMENTS_WRONG for training on a channel that PCs in use may follow */
export function checkTraining(training: boolean, channel: string): void {
  if (!training || isForTraining(channel)) return;
  throw wrong(
    '--training goes with a channel whose name starts with "training", so that no PC in use can follow it by mistake.',
  );
}
