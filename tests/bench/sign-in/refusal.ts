/** A check of the bench's own code failed; `message` names the check. */
export class Refusal extends Error {
  constructor(check: string) {
    super(check);
    this.name = 'Refusal';
  }
}

/** @throws Refusal when the check did not hold */
export function demand(holds: boolean, check: string): void {
  if (!holds) throw new Refusal(check);
}
