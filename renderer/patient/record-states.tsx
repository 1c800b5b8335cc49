import type { ReactNode } from 'react';
import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import type { PatientDeath } from './patient-model.ts';
import type { PatientAnswer } from './pds-client.ts';

/** What must be known before reading on: a replaced number, a restriction, a death. */
export function RecordStates({
  answer,
}: {
  readonly answer: Exclude<PatientAnswer, { kind: 'failed' }>;
}) {
  const { patient } = answer;
  return (
    <>
      {answer.kind === 'superseded' && (
        <Warning heading="This NHS number has been replaced">
          <p>
            You asked for {formatNhsNumber(answer.asked)}. The patient’s NHS number is now{' '}
            <strong className="cd-nowrap">{formatNhsNumber(patient.nhsNumber)}</strong>. Use the new
            number, and replace the old one wherever you keep it.
          </p>
        </Warning>
      )}
      {patient.restricted && (
        <Warning heading="This record is restricted">
          <p>
            Contact details and GP practice are hidden to keep the patient safe. Do not share where
            the patient is.
          </p>
        </Warning>
      )}
      {patient.death !== null && <DeathNotice death={patient.death} />}
    </>
  );
}

/** To be read before anything below it (NHS digital service manual, “Warning callout”). */
function Warning({
  heading,
  children,
}: {
  readonly heading: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="cd-notice cd-notice--warning">
      <h2 className="cd-notice__title">
        <span className="nhsuk-u-visually-hidden">Important: </span>
        {heading}
      </h2>
      {children}
    </section>
  );
}

function DeathNotice({ death }: { readonly death: PatientDeath }) {
  return (
    <div className="cd-notice cd-notice--grey">
      <p className="cd-notice__title">This patient has died</p>
      <p>{deathWords(death)}</p>
    </div>
  );
}

function deathWords({ notification }: PatientDeath): string {
  switch (notification) {
    case 'formal':
      return 'Formal notification: the death has been registered.';
    case 'informal':
      return 'Informal notification: reported by a health or care organisation, not yet registered.';
    case null:
      return 'How the death was notified is not recorded.';
  }
}
