/** A JSON object under construction. */
export type Json = Record<string, unknown>;
