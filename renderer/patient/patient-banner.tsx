import { Tag } from 'nhsuk-react-components';
import { useRef } from 'react';
import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { useHeightProperty } from '../ui/use-height-property.ts';
import { ageAt, ageAtDeath } from './age.ts';
import { clinicalDate } from './clinical-date.ts';
import { genderWords } from './gender.ts';
import type { Patient } from './patient-model.ts';
import { bannerName, currentName, notKnown } from './patient-name.ts';
import { restrictionMark } from './restriction.ts';

/**
 * Who the record is about, at the top of the window and always in view (NHS CUI, “Patient
 * banner”): name, date of birth with age, gender, NHS number, in this order, labels without
 * colons. For a patient who has died: date and age of death, and a different ground. Whether the
 * record is restricted stands beside the name, for as long as the record is open.
 */
export function PatientBanner({ patient, now }: { readonly patient: Patient; readonly now: Date }) {
  const deceased = patient.death !== null;
  const mark = restrictionMark(patient);
  const banner = useRef<HTMLElement>(null);
  useHeightProperty(banner, '--cd-banner-height');
  return (
    <section
      ref={banner}
      className={deceased ? 'cd-banner cd-banner--deceased' : 'cd-banner'}
      aria-label="Patient"
    >
      <div className="cd-banner__who">
        <p className="cd-banner__name">{bannerName(currentName(patient.names, now))}</p>
        {mark !== null && <Tag modifier="orange">{mark}</Tag>}
      </div>
      <div className="cd-banner__facts">
        <dl className="cd-banner__dates">
          <Fact label="Born">{born(patient, now)}</Fact>
          {deceased && <Fact label="Died">{died(patient)}</Fact>}
        </dl>
        <dl className="cd-banner__rest">
          {deceased && <Fact label="Age at Death">{ageDied(patient)}</Fact>}
          <Fact label="Gender">{genderWords(patient.gender)}</Fact>
          <Fact label="NHS No.">{formatNhsNumber(patient.nhsNumber)}</Fact>
        </dl>
      </div>
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <div className="cd-banner__fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function born({ birthDate, birthTime, death }: Patient, now: Date): string {
  const date = birthDate === null ? null : clinicalDate(birthDate);
  if (birthDate === null || date === null) return notKnown;
  const age = death === null ? ageAt(birthTime ?? birthDate, now) : null;
  return age === null ? date : `${date} (${age})`;
}

function died({ death }: Patient): string {
  const date = death?.date ?? null;
  return (date === null ? null : clinicalDate(date)) ?? notKnown;
}

function ageDied({ birthDate, death }: Patient): string {
  const date = death?.date ?? null;
  return (birthDate === null || date === null ? null : ageAtDeath(birthDate, date)) ?? notKnown;
}
