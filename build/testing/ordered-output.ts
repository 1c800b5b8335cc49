/** Where one of several things that run at once writes to. */
export interface Output {
  write(text: string): void;
  /** Nothing more comes of it. */
  end(): void;
}

/**
 * Outputs of things that run at once, told one after another in the order they are opened: the first
 * that has not ended is printed as it comes, the others wait for their turn.
 */
export function createOrderedOutput(print: (text: string) => void): { open(): Output } {
  interface Waiting {
    readonly texts: string[];
    hasEnded: boolean;
  }
  const queue: Waiting[] = [];
  function tell(): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      for (const text of first.texts.splice(0)) print(text);
      if (!first.hasEnded) return;
      queue.shift();
    }
  }
  return {
    open() {
      const own: Waiting = { texts: [], hasEnded: false };
      queue.push(own);
      return {
        write(text) {
          own.texts.push(text);
          tell();
        },
        end() {
          own.hasEnded = true;
          tell();
        },
      };
    },
  };
}
