import type { FileReport } from '../../electron/contract/file-report.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { useBridgeCall } from '../use-bridge-call.ts';

/** All that is wrong with a policy, to read and to copy for the service desk. */
export function PolicyReportList({ report }: { readonly report: FileReport }) {
  const [copy, copying] = useBridgeCall(bridge().session.copyPolicyReport);
  return (
    <>
      <p>
        In <code className="cd-path">{report.place}</code>:
      </p>
      <ol className="nhsuk-list nhsuk-list--number cd-policy-report">
        {report.faults.map((fault, index) => (
          // Two faults can read alike; their order is all that tells them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <li key={index}>
            {fault.at !== null && (
              <span className="cd-policy-report__place">
                {`Line ${fault.at.line}, column ${fault.at.column}: `}
              </span>
            )}
            {fault.key !== null && (
              <>
                <code className="cd-path">{fault.key}</code>{' '}
              </>
            )}
            {fault.reason}
          </li>
        ))}
      </ol>
      {copying.kind === 'failed' && <FailureBox failure={copying.failure} />}
      <div className="cd-copy-link">
        <Button look="secondary" onClick={copy}>
          Copy for the service desk
        </Button>
        <span className="cd-copy-link__done" role="status">
          {copying.kind === 'done' && 'Copied'}
        </span>
      </div>
    </>
  );
}
