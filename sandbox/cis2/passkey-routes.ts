import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import { type Answer, header, mediaType, readBody, send } from '../http/exchange.ts';
import { leastLevel } from './assurance.ts';
import { type PasskeyCeremony, PasskeyError, type PasskeyProblem } from './passkey-ceremony.ts';
import { pageHeaders, passkeyPage, providerErrorPage } from './passkey-page.ts';

const base64url = z.string().regex(/^[\w-]+$/);

const enrolmentOptionsSchema = z.object({ uid: z.string() });

const enrolmentSchema = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url }),
});

const assertionSchema = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
  }),
});

const problemWords: Readonly<Record<PasskeyProblem, string>> = {
  'no-challenge': 'That took too long. Try again.',
  'unknown-person': 'Choose a person first.',
  'unknown-passkey': 'This passkey is not known here. Create a passkey first.',
  'not-verified': 'The passkey could not be verified. Try again.',
};

const assets: Readonly<Record<string, string>> = {
  'passkey-page.js': 'text/javascript; charset=utf-8',
  'passkey-page.css': 'text/css; charset=utf-8',
};

export interface PasskeyRoutes {
  readonly provider: Provider;
  readonly ceremony: PasskeyCeremony;
  /** Origin of the pages; requests of another origin are refused. */
  readonly origin: string;
  /** Path of the pages. */
  readonly pagesPath: string;
}

async function sendAsset(response: ServerResponse, name: string, type: string): Promise<void> {
  const text = await readFile(new URL(`./page/${name}`, import.meta.url), 'utf8');
  send(response, {
    status: 200,
    headers: { 'content-type': type, 'x-content-type-options': 'nosniff' },
    body: text,
  });
}

async function ceremonyAnswer(
  { provider, ceremony }: PasskeyRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  uid: string,
  step: string,
  acrValues: unknown,
): Promise<Answer> {
  const body: unknown = JSON.parse(await readBody(request));
  switch (step) {
    case 'enrolment-options': {
      const { uid: person } = enrolmentOptionsSchema.parse(body);
      return { status: 200, body: await ceremony.enrolmentOptions(uid, person) };
    }
    case 'enrolment':
      await ceremony.enrol(uid, enrolmentSchema.parse(body));
      return { status: 200, body: { status: 'created' } };
    case 'assertion-options':
      return { status: 200, body: await ceremony.assertionOptions(uid) };
    case 'assertion': {
      const { person, assurance } = await ceremony.assert(uid, assertionSchema.parse(body));
      if (assurance.level < leastLevel(acrValues)) {
        return {
          status: 403,
          body: {
            message:
              'This passkey can be copied to other devices (AAL2). This sign-in needs one that stays on one device (AAL3): use or create a stronger one.',
          },
        };
      }
      const continueAt = await provider.interactionResult(
        request,
        response,
        { login: { accountId: person.uid, acr: assurance.acr, amr: [assurance.amr] } },
        { mergeWithLastSubmission: false },
      );
      return { status: 200, body: { continueAt } };
    }
    default:
      return { status: 404, body: { message: 'There is nothing here.' } };
  }
}

function refusal(error: unknown): Answer {
  if (error instanceof PasskeyError) {
    return { status: 422, body: { message: problemWords[error.problem] } };
  }
  if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError) {
    return { status: 400, body: { message: 'The browser sent something unexpected.' } };
  }
  throw error;
}

/**
 * Serves the passkey pages: `<uid>` is the page, `<uid>/<step>` its JSON steps and the cancel
 * form. Every one needs the interaction's own cookie.
 */
export async function servePasskeyPages(
  routes: PasskeyRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { provider, origin, pagesPath } = routes;
  const path = new URL(request.url ?? '/', origin).pathname.slice(pagesPath.length + 1);
  const [uid = '', step = '', ...rest] = path.split('/');
  const asset = assets[path];
  if (request.method === 'GET' && asset !== undefined) return sendAsset(response, path, asset);

  const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
  if (interaction?.uid !== uid || rest.length > 0) {
    send(response, {
      status: 404,
      headers: pageHeaders,
      body: providerErrorPage(pagesPath, 'not_found', 'This sign-in has ended.'),
    });
    return;
  }
  if (request.method === 'GET' && step === '') {
    const page = passkeyPage({
      assets: pagesPath,
      interactionPath: `${pagesPath}/${uid}`,
      leastLevel: leastLevel(interaction.params['acr_values']),
    });
    send(response, { status: 200, headers: pageHeaders, body: page });
    return;
  }
  const from = header(request, 'origin');
  if (request.method !== 'POST' || (from !== undefined && from !== origin && from !== 'null')) {
    send(response, { status: 405, body: { message: 'Not allowed.' } });
    return;
  }
  if (step === 'cancellation') {
    await provider.interactionFinished(
      request,
      response,
      { error: 'access_denied', error_description: 'The person cancelled the sign-in' },
      { mergeWithLastSubmission: false },
    );
    return;
  }
  if (mediaType(request) !== 'application/json') {
    send(response, { status: 415, body: { message: 'JSON only.' } });
    return;
  }
  const acrValues = interaction.params['acr_values'];
  const answer = await ceremonyAnswer(routes, request, response, uid, step, acrValues).catch(
    refusal,
  );
  send(response, answer);
}
