import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { useBridgeCall } from '../use-bridge-call.ts';

/** Copies the link in main and says so; the link itself never reaches this page. */
export function CopyLink() {
  const [copy, copying] = useBridgeCall(bridge().signIn.copyLink);
  return (
    <>
      {copying.kind === 'failed' && <FailureBox failure={copying.failure} />}
      <div className="cd-copy-link">
        <Button look="secondary" onClick={copy}>
          Copy link
        </Button>
        <span className="cd-copy-link__done" role="status">
          {copying.kind === 'done' && 'Link copied'}
        </span>
      </div>
    </>
  );
}
