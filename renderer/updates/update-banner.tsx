import type { UpdateActivity } from '../../electron/contract/updates.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { failureOf, useBridgeCall } from '../use-bridge-call.ts';
import { ReadyToInstall } from './ready-to-install.tsx';
import { WhatChanges } from './release-notes.tsx';
import { UpdateLine } from './update-line.tsx';
import { availableWords, downloadedPercent } from './update-words.ts';
import { useUpdateState } from './use-update-state.ts';
import { WhatsNew } from './whats-new.tsx';

/** What an update needs of the person, below the bar of every screen; nothing most of the time. */
export function UpdateBanner() {
  const state = useUpdateState();
  return (
    <div role="status">
      {state !== null && (
        <>
          {state.whatsNew !== null && <WhatsNew {...state.whatsNew} />}
          <Activity activity={state.activity} />
        </>
      )}
    </div>
  );
}

function Activity({ activity }: { readonly activity: UpdateActivity }) {
  switch (activity.kind) {
    // Said below the sign-in page, where it is in nobody's way.
    case 'unmanaged':
    case 'up-to-date':
    case 'checking':
    case 'failed':
      return null;
    case 'available':
      return <Available available={activity} />;
    case 'downloading':
      return (
        <Downloading
          version={activity.version}
          percent={downloadedPercent(activity.transferred, activity.total)}
        />
      );
    case 'ready':
      return <ReadyToInstall ready={activity} />;
    case 'installing':
      return (
        <UpdateLine title={`Installing CareDesk ${activity.version}`}>
          CareDesk closes now and starts again by itself. This takes about a minute.
        </UpdateLine>
      );
  }
}

type AvailableUpdate = Extract<UpdateActivity, { kind: 'available' }>;

function Available({ available }: { readonly available: AvailableUpdate }) {
  const { version, notes, urgency } = available;
  const [download, call] = useBridgeCall(bridge().updates.download);
  return (
    <UpdateLine
      title={`CareDesk ${version} is available`}
      buttons={
        <Button look="link" onClick={download}>
          Download it
        </Button>
      }
      failure={failureOf(call)}
    >
      {availableWords(urgency)}
      <WhatChanges notes={notes} />
    </UpdateLine>
  );
}

function Downloading({ version, percent }: { readonly version: string; readonly percent: number }) {
  return (
    <UpdateLine title={`Downloading CareDesk ${version}`}>
      You can go on working.{' '}
      <progress className="cd-update__progress" max={100} value={percent} aria-label="Downloaded" />{' '}
      {/* Read out at every step, it would talk over everything else. */}
      <span aria-hidden="true">{percent} %</span>
    </UpdateLine>
  );
}
