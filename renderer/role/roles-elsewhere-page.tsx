import type { RolesElsewhere } from '../../electron/contract/session.ts';
import { Screen } from '../ui/screen.tsx';
import { orWords, roleLine } from './role-words.ts';

/** For a person whose roles are all in organisations this PC does not accept. */
export function RolesElsewherePage({ elsewhere }: { readonly elsewhere: RolesElsewhere }) {
  const { roles, acceptedOdsCodes } = elsewhere;
  return (
    <Screen title="Roles elsewhere" heading="Your roles cannot be used on this PC">
      <p>You are logged in, but your roles belong to organisations that this PC does not accept.</p>
      <h2 className="cd-subheading">Your roles</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {roles.map((role) => (
          <li key={role.id}>{roleLine(role)}</li>
        ))}
      </ul>
      <h2 className="cd-subheading">What this PC accepts</h2>
      <p>
        Roles with ODS code <strong>{orWords(acceptedOdsCodes)}</strong> only.
      </p>
      <h2 className="cd-subheading">What to do</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        <li>
          {acceptedOdsCodes.length === 1
            ? 'If you work for this organisation'
            : 'If you work for one of these organisations'}
          , ask its Registration Authority to add a role for you.
        </li>
        <li>
          If roles of your organisation should be accepted here, ask the service desk to add its ODS
          code to CareDesk’s policy.
        </li>
        <li>Log out at the top of this window before you leave the PC.</li>
      </ul>
    </Screen>
  );
}
