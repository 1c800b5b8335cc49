import { people } from '../people.ts';
import type { AuthenticatorLevel } from './assurance.ts';

/**
 * Headers of every page of the sandbox's Care Identity. `form-action` names the callback too:
 * browsers apply it to the redirect that answers “Cancel sign-in”.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
    "form-action 'self' http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

function layout(assets: string, title: string, content: string, script = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets}/passkey-page.css">
${script}
</head>
<body>
<header>Sandbox – synthetic people only</header>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}

export interface PasskeyPageOptions {
  /** Path under which the stylesheet and the script are served. */
  readonly assets: string;
  /** Address of this interaction, for the cancel form. */
  readonly interactionPath: string;
  readonly leastLevel: AuthenticatorLevel;
}

/** The page on which a synthetic person enrols a passkey or signs in with one. */
export function passkeyPage({ assets, interactionPath, leastLevel }: PasskeyPageOptions): string {
  const options = people
    .map(({ uid, displayName }) => `<option value="${uid}">${escapeHtml(displayName)}</option>`)
    .join('\n');
  const strength =
    leastLevel === 3
      ? '<p>This sign-in needs a passkey that stays on one device (AAL3), such as a security key.</p>'
      : '';
  return layout(
    assets,
    'Care Identity sandbox',
    `<p>CareDesk asks you to sign in with your Care Identity.</p>
${strength}
<p id="status" role="status"></p>
<p id="problem" role="alert"></p>
<button id="use-passkey" class="main" type="button">Use a passkey</button>
<h2>No passkey yet?</h2>
<label for="person">Person</label>
<select id="person">
${options}
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
