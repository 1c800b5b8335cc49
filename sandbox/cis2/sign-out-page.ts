import { layout } from './page-layout.ts';

/**
 * The page between a sign-out request and the end of the session. Its script sends oidc-provider's
 * form at once; without scripts there is a button.
 * @param form oidc-provider's form with id `op.logoutForm`
 */
export function signOutPage(assets: string, form: string): string {
  return layout(
    assets,
    'Signing out',
    `${form}
<button form="op.logoutForm" type="submit" name="logout" value="yes">Sign out</button>`,
    `<script type="module" src="${assets}/sign-out-page.js"></script>`,
  );
}

/** Shown after a sign-out that named no address to return to. */
export function signedOutPage(assets: string): string {
  return layout(assets, 'You are signed out', '<p>You can close this page.</p>');
}
