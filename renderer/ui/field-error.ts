/** One thing to correct, and the id of the field where it is corrected. */
export interface FieldError {
  readonly fieldId: string;
  readonly message: string;
}
