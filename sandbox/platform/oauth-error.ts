import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/exchange.ts';

/** A refusal by the platform's token endpoint, as its end-to-end tests show them. */
export class OAuthError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.status = status;
    this.code = code;
  }
}

/** The refusal as the platform answers it: JSON with an id to quote. */
export function oauthErrorAnswer(error: OAuthError): Answer {
  return {
    status: error.status,
    body: {
      error: error.code,
      error_description: error.message,
      message_id: `rrt-${randomUUID()}`,
    },
  };
}
