import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import { Warning } from '../ui/warning.tsx';
import type { PatientDeath } from './patient-model.ts';
import { currentName } from './patient-name.ts';
import type { PatientAnswer } from './pds-client.ts';
import { restrictionNotice } from './restriction.ts';
import { unreadWords } from './unread-words.ts';

/** What must be known before reading on: a replaced number, a restriction, a death, a gap. */
export function RecordStates({
  answer,
  now,
}: {
  readonly answer: Exclude<PatientAnswer, { kind: 'failed' }>;
  readonly now: Date;
}) {
  const { patient } = answer;
  const restriction =
    patient.whereabouts.kind === 'shown' ? null : restrictionNotice(patient.whereabouts.kind);
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
      {restriction !== null && (
        <Warning heading={restriction.heading}>
          <p>{restriction.words}</p>
        </Warning>
      )}
      {patient.unread.length > 0 && (
        <Warning heading="Part of this record could not be read">
          <p>
            CareDesk could not read all of: {unreadWords(patient.unread)}. Check them another way
            before you rely on this record.
          </p>
        </Warning>
      )}
      {patient.names.length > 0 && currentName(patient.names, now) === null && (
        <Warning heading="No name is in use today">
          <p>
            None of the registered names can be taken as the patient’s name today. Ask the patient,
            or check the NHS number and date of birth.
          </p>
        </Warning>
      )}
      {patient.death !== null && <DeathNotice death={patient.death} />}
    </>
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
