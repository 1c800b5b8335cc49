/** Host of the window's own origin, `app://caredesk`. */
export const appHost = 'caredesk';
export const appScheme = 'app';
export const appOrigin = `${appScheme}://${appHost}`;

/** Sent with every page and file of the window. No source but ourselves, and nothing `unsafe-*`. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');
