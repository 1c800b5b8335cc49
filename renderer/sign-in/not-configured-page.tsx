import type { Failure } from '../../electron/contract/session.ts';
import { FailureBox } from '../ui/failure-box.tsx';
import { Screen } from '../ui/screen.tsx';

/** CareDesk without a usable policy: says what an administrator must provide, and no more. */
export function NotConfiguredPage({ failure }: { readonly failure: Failure }) {
  return (
    <Screen title="CareDesk is not set up" heading="CareDesk is not ready on this PC" hasError>
      <FailureBox failure={failure} />
      <h2 className="cd-subheading">For your administrator</h2>
      <p>CareDesk needs a machine policy before anyone can log in. It must give:</p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        <li>the environment: sandbox, integration or live</li>
        <li>the issuer of the sign-in service and the client ID CareDesk is registered with</li>
        <li>the address of the national API platform</li>
      </ul>
      <p>When it is in place, close CareDesk and open it again.</p>
    </Screen>
  );
}
