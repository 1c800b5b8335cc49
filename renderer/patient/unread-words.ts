import type { UnreadPart } from './patient-model.ts';

/** What stands where there is something, and none of it could be read. */
export const couldNotBeRead = 'Could not be read';

const words: Record<UnreadPart, string> = {
  name: 'names',
  birth: 'date of birth',
  gender: 'gender',
  death: 'death',
  address: 'addresses',
  contact: 'contact details',
  practice: 'GP practice',
  removal: 'removal from a GP practice',
  other: 'other details, such as a death or leaving a GP practice',
};

/** The parts of a record that could not be read whole, one after the other. */
export function unreadWords(parts: readonly UnreadPart[]): string {
  return parts.map((part) => words[part]).join(', ');
}
