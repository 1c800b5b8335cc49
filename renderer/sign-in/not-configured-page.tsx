import type { FileReport } from '../../electron/contract/file-report.ts';
import type { Failure } from '../../electron/contract/session.ts';
import { FailureBox } from '../ui/failure-box.tsx';
import { Screen } from '../ui/screen.tsx';
import { PolicyReportList } from './policy-report-list.tsx';

/** CareDesk without a usable policy: says what an administrator must provide, and no more. */
export function NotConfiguredPage({ failure }: { readonly failure: Failure }) {
  const { report } = failure;
  return (
    <Screen
      title="CareDesk is not set up"
      heading="CareDesk is not ready on this PC"
      layout={report === undefined ? 'sheet' : 'page'}
      hasError
    >
      <FailureBox failure={failure} />
      <h2 className="cd-subheading">For your administrator</h2>
      {report === undefined ? <Needed failure={failure} /> : <WrongPolicy report={report} />}
      <p>When that is done, close CareDesk and open it again.</p>
    </Screen>
  );
}

function WrongPolicy({ report }: { readonly report: FileReport }) {
  return (
    <>
      <PolicyReportList report={report} />
      <p>
        Before you bring a policy to other PCs, check it with{' '}
        <code className="cd-nowrap">CareDesk --check-policy</code> and the name of the file: all
        that is wrong is listed, as here.
      </p>
    </>
  );
}

function Needed({ failure }: { readonly failure: Failure }) {
  switch (failure.code) {
    case 'BUILD_NOT_SIGNED':
      return <NeedsSignedBuild />;
    case 'POLICY_NOT_PROTECTED':
      return <NeedsProtectedPolicy />;
    default:
      return <NeedsPolicy />;
  }
}

function NeedsProtectedPolicy() {
  return (
    <p>
      Remove this installation and run the setup program with /allusers, or use the MSI. Both make
      the folder of the policy one that only administrators can write to.
    </p>
  );
}

function NeedsSignedBuild() {
  return (
    <p>
      The policy on this PC names the live environment, and this copy of CareDesk is not signed.
      Only a signed CareDesk works with the live environment.
    </p>
  );
}

/** The keys without which there is no policy; every other key has a default. */
function NeedsPolicy() {
  return (
    <>
      <p>
        CareDesk needs a machine policy before anyone can log in: on Windows the file{' '}
        <code className="cd-path">C:\ProgramData\CareDesk\policy.json</code>, on Linux{' '}
        <code className="cd-path">/etc/caredesk/policy.json</code>. Only administrators may be able
        to change it. It must give:
      </p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        <li>environment: sandbox, int (integration) or live</li>
        <li>issuer: the address of the log-in service</li>
        <li>clientId: the client ID CareDesk is registered with there</li>
        <li>apiOrigin: the address of the national API platform</li>
      </ul>
      <p>
        The guide for administrators, which comes with CareDesk from your supplier, has an example
        to copy and describes every key.
      </p>
    </>
  );
}
