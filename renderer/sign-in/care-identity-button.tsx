import { careIdentityClass } from './care-identity-class.ts';

/**
 * The Care Identity button: NHS blue with its darker shadow, the official wording, and the same
 * wherever it is shown (NHS England, “Add the Care Identity button to your service”).
 */
export function CareIdentityButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <button type="button" className={careIdentityClass} onClick={onClick}>
      Log in with my Care Identity
    </button>
  );
}
