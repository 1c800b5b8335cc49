/** What a person reads when something fails. */
export interface FailureWords {
  /** Heading: what happened, as the person would say it. */
  readonly title: string;
  /** One or two sentences: what it means for them. */
  readonly explanation: string;
  /** What to do now. */
  readonly nextStep: string;
}

/** Whom a person turns to. */
export const service = 'the IT service desk of your organisation';
