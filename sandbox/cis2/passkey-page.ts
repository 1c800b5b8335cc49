import { people } from '../people.ts';
import type { AuthenticatorLevel } from './assurance.ts';
import { escapeHtml, layout } from './page-layout.ts';

export interface PasskeyPageOptions {
  /** Path under which the stylesheet and the script are served. */
  readonly assets: string;
  /** Address of this interaction, for the cancel form. */
  readonly interactionPath: string;
  readonly leastLevel: AuthenticatorLevel;
  /** Whether the person is asked to agree that CareDesk may renew their log-in. */
  readonly asksForConsent: boolean;
}

/** The page on which a synthetic person enrols a passkey or signs in with one. */
export function passkeyPage(options: PasskeyPageOptions): string {
  const { assets, interactionPath, leastLevel, asksForConsent } = options;
  const persons = people
    .map(({ uid, displayName }) => `<option value="${uid}">${escapeHtml(displayName)}</option>`)
    .join('\n');
  const strength =
    leastLevel === 3
      ? '<p>This sign-in needs a passkey that stays on one device (AAL3), such as a security key.</p>'
      : '';
  const consent = asksForConsent
    ? '<p>By logging in you agree that CareDesk may keep you logged in until you log out.</p>'
    : '';
  return layout(
    assets,
    'Care Identity sandbox',
    `<p>CareDesk asks you to sign in with your Care Identity.</p>
${strength}
${consent}
<p id="status" role="status"></p>
<p id="problem" role="alert"></p>
<button id="use-passkey" class="main" type="button">Use a passkey</button>
<h2>No passkey yet?</h2>
<label for="person">Person</label>
<select id="person">
${persons}
</select>
<button id="create-passkey" type="button">Create a passkey</button>
<form method="post" action="${escapeHtml(interactionPath)}/cancellation">
<button type="submit">Cancel sign-in</button>
</form>`,
    `<script type="module" src="${assets}/passkey-page.js"></script>`,
  );
}

/** The page for a request the provider cannot send back to anyone. */
export function providerErrorPage(assets: string, error: string, description: string): string {
  return layout(
    assets,
    'Sign-in cannot continue',
    `<p role="alert">${escapeHtml(description)} (${escapeHtml(error)})</p>
<p>Go back to CareDesk and try again.</p>`,
  );
}
