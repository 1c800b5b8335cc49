import { useProvider } from '../about.ts';
import { Button } from '../ui/button.tsx';
import { CareIdentityButton } from './care-identity-button.tsx';

/** Logs in with whoever the policy names. The look of Care Identity is for Care Identity alone. */
export function LogInButton({ onClick }: { readonly onClick: () => void }) {
  const provider = useProvider();
  switch (provider.kind) {
    case 'care-identity':
      return <CareIdentityButton onClick={onClick} />;
    case 'other':
      return <Button onClick={onClick}>Log in with {provider.name}</Button>;
  }
}
