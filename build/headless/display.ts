import { type Account, type Daemon, firstLine, startDaemon } from './daemon.ts';

export interface Display extends Daemon {
  /** Value for `DISPLAY`. */
  readonly name: string;
}

/** Starts an X server without a screen, on the first display number that is free. */
export async function startDisplay(
  environment: NodeJS.ProcessEnv,
  account: Account | null = null,
): Promise<Display> {
  const daemon = startDaemon(
    'Xvfb',
    [
      ...['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-noreset'],
      // No screen saver: it starts after ten minutes without a real key, and CareDesk takes it for a
      // lock of the PC.
      ...['-s', '0'],
    ],
    { env: environment, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    account,
  );
  try {
    const number = await firstLine(daemon, daemon.child.stdio[3], 'Xvfb');
    return { ...daemon, name: `:${number.trim()}` };
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}
