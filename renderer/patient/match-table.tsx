import { Tag } from 'nhsuk-react-components';
import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { Button } from '../ui/button.tsx';
import { addressLabel, addressLines, listAddress } from './address.ts';
import { ageAt } from './age.ts';
import { clinicalDate } from './clinical-date.ts';
import { genderWords } from './gender.ts';
import type { Patient } from './patient-model.ts';
import { bannerName, currentName, notKnown } from './patient-name.ts';
import { restrictionMark, whenWithheld } from './restriction.ts';
import { couldNotBeRead } from './unread-words.ts';

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
        {patients.map((patient, index) => (
          // Nothing promises that a number comes once.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes its order
          <tr key={index}>
            <th scope="row">
              <Button look="link" id={`match-${index + 1}`} onClick={() => onOpen(patient)}>
                {bannerName(currentName(patient.names, now))}
              </Button>
              <span className="cd-matches__tags">
                {patient.death !== null && <Tag modifier="grey">Deceased</Tag>}
                <RestrictionTag patient={patient} />
                {patient.unread.length > 0 && <Tag modifier="grey">Not all could be read</Tag>}
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
            <td data-label="Address">{addressWords(patient, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RestrictionTag({ patient }: { readonly patient: Patient }) {
  const mark = restrictionMark(patient);
  return mark === null ? null : <Tag modifier="orange">{mark}</Tag>;
}

/** Date of birth with the age; without it for a patient who has died. */
function bornWords({ birthDate, birthTime, death }: Patient, now: Date): string {
  const born = birthDate === null ? null : clinicalDate(birthDate);
  if (birthDate === null || born === null) return notKnown;
  const age = death === null ? ageAt(birthTime ?? birthDate, now) : null;
  return age === null ? born : `${born} (${age})`;
}

/** Where the patient lives today; what kind of address it is when it is not their home. */
function addressWords({ whereabouts, unread }: Patient, now: Date): string {
  if (whereabouts.kind !== 'shown') return whenWithheld(whereabouts.kind);
  const address = listAddress(whereabouts.addresses, now);
  if (address === null) {
    if (unread.includes('address')) return couldNotBeRead;
    return whereabouts.addresses.length === 0 ? 'None recorded' : 'None in use today';
  }
  const words = addressLines(address).join(', ');
  return address.use === 'temp' ? `${addressLabel(address)}: ${words}` : words;
}
