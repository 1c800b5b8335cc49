import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { gatewayPrefix } from '../contract/gateway.ts';
import { answerAppFile } from './app-files.ts';
import { appHost, appScheme } from './content-security-policy.ts';

/**
 * Makes `app:` a standard, secure origin with a V8 code cache. Must run before the app is ready.
 * `bypassCSP` and `corsEnabled` stay off.
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
        codeCache: true,
      },
    },
  ]);
}

/** Serves the window: its own files, and below `/api/` whatever the gateway answers. */
export function serveApp(
  windowSession: Session,
  root: string,
  gateway: (request: Request) => Promise<Response>,
): void {
  windowSession.protocol.handle(appScheme, (request) => {
    const url = new URL(request.url);
    if (url.host !== appHost) return new Response(null, { status: 404 });
    if (url.pathname.startsWith(gatewayPrefix)) return gateway(request);
    return answerAppFile(request, root, readFile);
  });
}
