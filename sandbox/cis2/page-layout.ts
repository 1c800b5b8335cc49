/**
 * Headers of every page of the sandbox's Care Identity. `form-action` names the callback too:
 * browsers apply it to the redirect that answers a form.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
    "form-action 'self' http://127.0.0.1:* http://localhost:* https://localhost:*; " +
    "frame-ancestors 'none'; base-uri 'none'",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** A page of the sandbox's Care Identity; `assets` is the path of its stylesheet and scripts. */
export function layout(assets: string, title: string, content: string, script = ''): string {
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
