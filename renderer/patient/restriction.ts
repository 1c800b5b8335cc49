import type { Patient, Whereabouts } from './patient-model.ts';

type Withheld = Exclude<Whereabouts['kind'], 'shown'>;

/** The mark of a record whose patient must not be found through it; null where there is none. */
export function restrictionMark({ whereabouts }: Patient): string | null {
  switch (whereabouts.kind) {
    case 'shown':
      return null;
    case 'restricted':
      return 'Restricted';
    case 'not-known':
      return 'Restriction not known';
  }
}

/** What stands where a detail is withheld. Never that there is none. */
export function whenWithheld(kind: Withheld): string {
  switch (kind) {
    case 'restricted':
      return 'Hidden: restricted';
    case 'not-known':
      return 'Hidden: not known whether restricted';
  }
}

/** What to know, and to do, about a record that withholds where the patient is. */
export function restrictionNotice(kind: Withheld): {
  readonly heading: string;
  readonly words: string;
} {
  switch (kind) {
    case 'restricted':
      return {
        heading: 'This record is restricted',
        words:
          'Contact details, addresses and GP practice are hidden to keep the patient safe. Do not share where the patient is.',
      };
    case 'not-known':
      return {
        heading: 'It is not known whether this record is restricted',
        words:
          'The national record does not say, so contact details, addresses and GP practice are hidden. Treat the record as restricted: do not share where the patient is.',
      };
  }
}
