import { Screen } from '../ui/screen.tsx';

/** For a person whose Care Identity carries no role: what it means and who can help. */
export function NoRolePage() {
  return (
    <Screen title="No role" heading="Your Care Identity has no role">
      <p>
        You logged in, but Care Identity lists no role for you. National records can only be opened
        in a role, so CareDesk has nothing to show you yet.
      </p>
      <h2 className="cd-subheading">What to do</h2>
      <ol className="nhsuk-list nhsuk-list--number">
        <li>
          Ask the Registration Authority of your organisation to add your role to your Care
          Identity.
        </li>
        <li>Log out at the top of this window.</li>
        <li>When your role has been added, log in again.</li>
      </ol>
    </Screen>
  );
}
