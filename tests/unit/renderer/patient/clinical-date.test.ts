import { expect, test } from 'vitest';
import { clinicalDate } from '../../../../renderer/patient/clinical-date.ts';

test.each([
  ['2010-10-22', '22-Oct-2010'],
  ['2010-01-02', '02-Jan-2010'],
  ['2010-10', 'Oct-2010'],
  ['2010', '2010'],
  ['2010-10-22T00:00:00+00:00', '22-Oct-2010'],
  ['2010-10-22T23:30:00-11:00', '22-Oct-2010'],
  ['2024-02-29', '29-Feb-2024'],
])('%s reads %s', (fhirDate, shown) => {
  expect(clinicalDate(fhirDate)).toBe(shown);
});

test.each(['', '22/10/2010', '2010-13-01', '2010-00', '2023-02-29', '20101022', '2010-1-2'])(
  '%j is not a date',
  (text) => {
    expect(clinicalDate(text)).toBeNull();
  },
);
