import { useProvider } from '../about.ts';
import { Screen } from '../ui/screen.tsx';

/** For a person who has no role at the log-in service: what it means and who can help. */
export function NoRolePage() {
  const { heading, provider, authority, account } = useNames();
  return (
    <Screen title="No role" heading={heading}>
      <p>
        You logged in, but {provider} lists no role for you. National records can only be opened in
        a role, so CareDesk has nothing to show you yet.
      </p>
      <h2 className="cd-subheading">What to do</h2>
      <ol className="nhsuk-list nhsuk-list--number">
        <li>
          Ask {authority} to add your role to {account}.
        </li>
        <li>Log out at the top of this window.</li>
        <li>When your role has been added, log in again.</li>
      </ol>
    </Screen>
  );
}

function useNames() {
  const provider = useProvider();
  switch (provider.kind) {
    case 'care-identity':
      return {
        heading: 'Your Care Identity has no role',
        provider: 'Care Identity',
        authority: 'the Registration Authority of your organisation',
        account: 'your Care Identity',
      };
    case 'other':
      return {
        heading: 'You have no role yet',
        provider: provider.name,
        authority: 'the IT service desk of your organisation',
        account: `your account at ${provider.name}`,
      };
  }
}
