import { SummaryList } from 'nhsuk-react-components';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { addressLabel, addressLines } from './address.ts';
import { AskingLine } from './asking-line.tsx';
import { contactLabel } from './contact-label.ts';
import { type Dated, inUseFirst, standingWords, termWords } from './in-use.ts';
import { PatientBanner } from './patient-banner.tsx';
import type { Progress } from './patient-in-view.ts';
import type { Patient, UnreadPart } from './patient-model.ts';
import { fullName, nameLabel } from './patient-name.ts';
import type { PatientAnswer } from './pds-client.ts';
import { RecordStates } from './record-states.tsx';
import { registrationFacts, removalFacts } from './registration.ts';
import { whenWithheld } from './restriction.ts';
import { couldNotBeRead } from './unread-words.ts';

/** One patient's record: the banner, what must be known first, and the details. */
export function PatientRecordPage({
  answer,
  readAt,
  progress,
  failure,
  onCancel,
  onFindAnother,
  onBack,
}: {
  readonly answer: Exclude<PatientAnswer, { kind: 'failed' }>;
  /** When the national record gave this answer. */
  readonly readAt: Date;
  /** Whether it is being read anew. */
  readonly progress: Progress;
  /** Why it could not be read anew, where that is so. */
  readonly failure: ReactNode;
  readonly onCancel: () => void;
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
              <Button look="secondary" id="back-to-matches" onClick={onBack}>
                Back to search results
              </Button>
            )}
            <Button look="secondary" id="find-another" onClick={onFindAnother}>
              Find another patient
            </Button>
          </>
        }
      >
        <AskingLine
          again
          wish={progress.kind === 'asking' ? progress.wish : null}
          onCancel={onCancel}
        />
        {failure}
        <RecordStates answer={answer} now={now} />
        <div className="cd-record">
          <Card heading="Contact details">{contactRows(patient, now)}</Card>
          <Card heading="Addresses">{addressRows(patient, now)}</Card>
          <Card heading="GP practice">{practiceRows(patient, now)}</Card>
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

/** Why there is nothing to show: nothing of it can be read, or there is none. */
function whenAbsent({ unread }: Patient, part: UnreadPart): string {
  return unread.includes(part) ? couldNotBeRead : 'None recorded';
}

function contactRows(patient: Patient, now: Date): readonly Row[] | string {
  const { whereabouts } = patient;
  // Absent because hidden is never shown as absent because unknown.
  if (whereabouts.kind !== 'shown') return whenWithheld(whereabouts.kind);
  if (whereabouts.contacts.length === 0) return whenAbsent(patient, 'contact');
  return inUseFirst(whereabouts.contacts, now).map((contact, index) => ({
    key: `contact ${index}`,
    label: <Label of={contact} words={contactLabel(contact)} now={now} />,
    value: contact.value,
  }));
}

function addressRows(patient: Patient, now: Date): readonly Row[] | string {
  const { whereabouts } = patient;
  if (whereabouts.kind !== 'shown') return whenWithheld(whereabouts.kind);
  if (whereabouts.addresses.length === 0) return whenAbsent(patient, 'address');
  return inUseFirst(whereabouts.addresses, now).map((address, index) => ({
    key: `address ${index}`,
    label: <Label of={address} words={addressLabel(address)} now={now} />,
    value: <Lines of={addressLines(address)} />,
  }));
}

function practiceRows(patient: Patient, now: Date): readonly Row[] | string {
  const { whereabouts } = patient;
  if (whereabouts.kind !== 'shown') return whenWithheld(whereabouts.kind);
  const { practices, removal } = whereabouts;
  if (practices.length === 0) {
    if (removal === null) return whenAbsent(patient, 'practice');
    return removalFacts(removal, now).map((fact) => ({ key: fact.label, ...fact }));
  }
  return practices.flatMap((practice, index) => [
    { key: `code ${index}`, label: 'ODS code', value: practice.odsCode },
    ...registrationFacts(practice, removal, now).map((fact) => ({
      key: `${fact.label} ${index}`,
      ...fact,
    })),
  ]);
}

function nameRows(patient: Patient, now: Date): readonly Row[] | string {
  if (patient.names.length === 0) {
    return patient.unread.includes('name') ? couldNotBeRead : 'Not known';
  }
  return inUseFirst(patient.names, now).map((name, index) => ({
    key: `name ${index}`,
    label: <Label of={name} words={nameLabel(name)} now={now} />,
    value: fullName(name),
  }));
}

/** What something is, whether it is in use today, and from or until when. */
function Label({
  of: dated,
  words,
  now,
}: {
  readonly of: Dated;
  readonly words: string;
  readonly now: Date;
}) {
  return (
    <>
      {words}
      {standingWords(dated, now)} <span className="cd-term">{termWords(dated, now)}</span>
    </>
  );
}

/** One line below the other; the line breaks are kept by the style. */
function Lines({ of: lines }: { readonly of: readonly string[] }) {
  return <span className="cd-lines">{lines.length === 0 ? 'Not known' : lines.join('\n')}</span>;
}
