import { Tag } from 'nhsuk-react-components';
import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { Button } from '../ui/button.tsx';
import { addressLines, listAddress } from './address.ts';
import { ageAt } from './age.ts';
import { clinicalDate } from './clinical-date.ts';
import { genderWords } from './gender.ts';
import type { Patient } from './patient-model.ts';
import { bannerName, currentName, notKnown } from './patient-name.ts';

/** Patients one below the other, with enough to tell them apart. Never a matching level. */
export function MatchTable({
  patients,
  onOpen,
}: {
  readonly patients: readonly Patient[];
  readonly onOpen: (patient: Patient) => void;
}) {
  const now = new Date();
  return (
    <table className="cd-matches">
      <caption className="nhsuk-u-visually-hidden">Patients found, best match first</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Born</th>
          <th scope="col">Gender</th>
          <th scope="col">NHS number</th>
          <th scope="col">Address</th>
        </tr>
      </thead>
      <tbody>
        {patients.map((patient) => (
          <tr key={patient.nhsNumber}>
            <th scope="row">
              <Button look="link" onClick={() => onOpen(patient)}>
                {bannerName(currentName(patient.names, now))}
              </Button>
              <span className="cd-matches__tags">
                {patient.death !== null && <Tag modifier="grey">Deceased</Tag>}
                {patient.restricted && <Tag modifier="orange">Restricted</Tag>}
              </span>
            </th>
            <td data-label="Born" className="cd-nowrap">
              {bornWords(patient, now)}
            </td>
            <td data-label="Gender" className="cd-nowrap">
              {genderWords(patient.gender)}
            </td>
            <td data-label="NHS number" className="cd-nowrap">
              {formatNhsNumber(patient.nhsNumber)}
            </td>
            <td data-label="Address">{addressWords(patient)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Date of birth with the age; without it for a patient who has died. */
function bornWords(patient: Patient, now: Date): string {
  const born = patient.birthDate === null ? null : clinicalDate(patient.birthDate);
  if (born === null) return notKnown;
  const age =
    patient.death === null && patient.birthDate !== null ? ageAt(patient.birthDate, now) : null;
  return age === null ? born : `${born} (${age})`;
}

function addressWords(patient: Patient): string {
  if (patient.restricted) return 'Restricted: contact details are hidden';
  const address = listAddress(patient.addresses);
  return address === null ? 'None recorded' : addressLines(address).join(', ');
}
