/** What came of a command, for the console and the deployment tool. */
export interface CommandOutcome {
  /**
   * 0: done, or right. 1: not done or not all of it, which the words say, or wrong. 2: misused, or the
   * file that was named cannot be read.
   */
  readonly exitCode: 0 | 1 | 2;
  readonly words: string;
}
