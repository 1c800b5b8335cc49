import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { ReleaseNotes } from './release-notes.tsx';
import { UpdateLine } from './update-line.tsx';

/** After an update, once: what is different now. */
export function WhatsNew({
  version,
  notes,
}: {
  readonly version: string;
  readonly notes: readonly string[];
}) {
  const [markRead, call] = useBridgeCall(bridge().updates.whatsNewRead);
  return (
    <UpdateLine
      title={`CareDesk was updated to version ${version}`}
      failure={failureOf(call)}
      buttons={
        <Button look="link" onClick={markRead}>
          Hide<span className="nhsuk-u-visually-hidden"> what changed</span>
        </Button>
      }
    >
      <ReleaseNotes notes={notes} />
    </UpdateLine>
  );
}
