import { SummaryList } from 'nhsuk-react-components';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { addressLabel, addressLines, addressTerm } from './address.ts';
import { clinicalDate } from './clinical-date.ts';
import { contactLabel } from './contact-label.ts';
import { PatientBanner } from './patient-banner.tsx';
import type { Patient } from './patient-model.ts';
import { fullName, hasEnded, nameLabel } from './patient-name.ts';
import type { PatientAnswer } from './pds-client.ts';
import { RecordStates } from './record-states.tsx';

/** One patient's record: the banner, what must be known first, and the details. */
export function PatientRecordPage({
  answer,
  readAt,
  onFindAnother,
  onBack,
}: {
  readonly answer: Exclude<PatientAnswer, { kind: 'failed' }>;
  /** When the national record gave this answer. */
  readonly readAt: Date;
  readonly onFindAnother: () => void;
  /** Back to the list the patient was picked from, or null. */
  readonly onBack: (() => void) | null;
}) {
  const { patient } = answer;
  const now = new Date();
  return (
    <>
      <PatientBanner patient={patient} now={now} />
      <Screen
        title="Patient record"
        layout="wide"
        actions={
          <>
            {onBack !== null && (
              <Button look="secondary" onClick={onBack}>
                Back to search results
              </Button>
            )}
            <Button look="secondary" onClick={onFindAnother}>
              Find another patient
            </Button>
          </>
        }
      >
        <RecordStates answer={answer} />
        <div className="cd-record">
          <Card heading="Contact details">{contactRows(patient, now)}</Card>
          <Card heading="Addresses">{addressRows(patient, now)}</Card>
          <Card heading="GP practice">{practiceRows(patient)}</Card>
          <Card heading="Registered names">{nameRows(patient, now)}</Card>
        </div>
        <p className="cd-small-print cd-read-at">
          Read from the national record at {time.format(readAt)}
        </p>
      </Screen>
    </>
  );
}

const time = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

interface Row {
  readonly key: string;
  readonly label: ReactNode;
  readonly value: ReactNode;
}

function Card({
  heading,
  children,
}: {
  readonly heading: string;
  /** Rows, or the words that stand in for them. */
  readonly children: readonly Row[] | string;
}) {
  return (
    <section className="cd-card">
      <h2 className="cd-subheading">{heading}</h2>
      {typeof children === 'string' ? (
        <p className="cd-nothing">{children}</p>
      ) : (
        <SummaryList className="cd-summary">
          {children.map((row) => (
            <SummaryList.Row key={row.key}>
              <SummaryList.Key>{row.label}</SummaryList.Key>
              <SummaryList.Value>{row.value}</SummaryList.Value>
            </SummaryList.Row>
          ))}
        </SummaryList>
      )}
    </section>
  );
}

/** Absent because hidden is never shown as absent because unknown. */
function whenAbsent(patient: Patient): string {
  return patient.restricted ? 'Restricted: hidden' : 'None recorded';
}

function contactRows(patient: Patient, now: Date): readonly Row[] | string {
  if (patient.contacts.length === 0) return whenAbsent(patient);
  return patient.contacts.map((contact, index) => ({
    key: `contact ${index}`,
    label: ended(contactLabel(contact), hasEnded(contact.period, now)),
    value: contact.value,
  }));
}

function addressRows(patient: Patient, now: Date): readonly Row[] | string {
  if (patient.addresses.length === 0) return whenAbsent(patient);
  return patient.addresses.map((address, index) => ({
    key: `address ${index}`,
    label: (
      <>
        {addressLabel(address)} <span className="cd-term">{addressTerm(address, now)}</span>
      </>
    ),
    value: <Lines of={addressLines(address)} />,
  }));
}

function practiceRows(patient: Patient): readonly Row[] | string {
  const practice = patient.generalPractice;
  if (practice === null) return whenAbsent(patient);
  const since = practice.period.start === null ? null : clinicalDate(practice.period.start);
  const code: Row = { key: 'code', label: 'ODS code', value: practice.odsCode };
  return since === null
    ? [code]
    : [code, { key: 'since', label: 'Registered since', value: since }];
}

function nameRows(patient: Patient, now: Date): readonly Row[] | string {
  if (patient.names.length === 0) return 'Not known';
  return patient.names.map((name, index) => ({
    key: `name ${index}`,
    label: ended(nameLabel(name), hasEnded(name.period, now)),
    value: fullName(name),
  }));
}

function ended(label: string, hasPassed: boolean): string {
  return hasPassed ? `${label}, no longer in use` : label;
}

/** One line below the other; the line breaks are kept by the style. */
function Lines({ of: lines }: { readonly of: readonly string[] }) {
  return <span className="cd-lines">{lines.length === 0 ? 'Not known' : lines.join('\n')}</span>;
}
