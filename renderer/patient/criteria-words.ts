import { clinicalDate } from './clinical-date.ts';
import type { SearchCriteria } from './search-criteria.ts';

const genders = {
  female: 'female',
  male: 'male',
  other: 'other gender',
  unknown: 'gender not known',
};

/** What is searched for, in one line. */
export function criteriaWords(criteria: SearchCriteria): string {
  const name = criteria.given === null ? criteria.family : `${criteria.given} ${criteria.family}`;
  return [
    name,
    `born ${clinicalDate(criteria.birthDate) ?? criteria.birthDate}`,
    criteria.gender === null ? null : genders[criteria.gender],
    criteria.postcode,
    criteria.history === true ? 'previous names and addresses included' : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
