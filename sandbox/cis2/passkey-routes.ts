import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import { type Answer, header, mediaType, readBody, send } from '../http/exchange.ts';
import { leastLevel } from './assurance.ts';
import { pageHeaders } from './page-layout.ts';
import { type PasskeyCeremony, PasskeyError, type PasskeyProblem } from './passkey-ceremony.ts';
import { passkeyPage, providerErrorPage } from './passkey-page.ts';
import { type RoleChoices, roleQuestion } from './role-choices.ts';
import type { RoleRoutes, WaitingForRole } from './role-routes.ts';

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
  'sign-out-page.js': 'text/javascript; charset=utf-8',
};

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface PasskeyRoutes {
  readonly provider: Provider;
  readonly ceremony: PasskeyCeremony;
  readonly roles: RoleRoutes;
  readonly roleChoices: RoleChoices;
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

/** Whether the request asks for the person's consent. */
function asksForConsent({ params }: Pick<Interaction, 'params'>): boolean {
  return String(params['prompt'] ?? '')
    .split(' ')
    .includes('consent');
}

/**
 * What oidc-provider is told of a person who has finished; `roleId` when they selected one. Whoever
 * goes on from the page has agreed to what it says.
 */
function loginResult(
  interaction: Interaction,
  { person, assurance }: WaitingForRole,
  roleId: string | undefined,
) {
  return {
    login: { accountId: person.uid, acr: assurance.acr, amr: [assurance.amr] },
    ...(asksForConsent(interaction) && { consent: {} }),
    ...(roleId !== undefined && { selectedRole: roleId }),
  };
}

/** Where the browser goes on after a good passkey: to the roles, or back to the client. */
async function continueAfterPasskey(
  { provider, roles, roleChoices, origin, pagesPath }: PasskeyRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  interaction: Interaction,
  signedIn: WaitingForRole,
): Promise<string> {
  const { uid, params, session } = interaction;
  const ofSession = roleChoices.of(session?.uid, signedIn.person.uid);
  const question = roleQuestion(params['scope'], signedIn.person, ofSession);
  if (question.kind === 'ask') {
    roles.wait(uid, signedIn);
    return `${origin}${pagesPath}/${uid}/role`;
  }
  const roleId = question.kind === 'settled' ? question.roleId : undefined;
  return provider.interactionResult(request, response, loginResult(interaction, signedIn, roleId), {
    mergeWithLastSubmission: false,
  });
}

async function ceremonyAnswer(
  routes: PasskeyRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  interaction: Interaction,
  step: string,
): Promise<Answer> {
  const { ceremony } = routes;
  const { uid } = interaction;
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
      const signedIn = await ceremony.assert(uid, assertionSchema.parse(body));
      if (signedIn.assurance.level < leastLevel(interaction.params['acr_values'])) {
        return {
          status: 403,
          body: {
            message:
              'This passkey can be copied to other devices (AAL2). This sign-in needs one that stays on one device (AAL3): use or create a stronger one.',
          },
        };
      }
      const continueAt = await continueAfterPasskey(
        routes,
        request,
        response,
        interaction,
        signedIn,
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

function ended(pagesPath: string): Answer {
  return {
    status: 404,
    headers: pageHeaders,
    body: providerErrorPage(pagesPath, 'not_found', 'This sign-in has ended.'),
  };
}

function answerToGet(
  { roles, pagesPath }: PasskeyRoutes,
  interaction: Interaction,
  step: '' | 'role',
): Answer {
  const { uid, params } = interaction;
  if (step === 'role') return roles.page(uid) ?? ended(pagesPath);
  const body = passkeyPage({
    assets: pagesPath,
    interactionPath: `${pagesPath}/${uid}`,
    leastLevel: leastLevel(params['acr_values']),
    asksForConsent: asksForConsent(interaction),
  });
  return { status: 200, headers: pageHeaders, body };
}

/** Answers a step that ends the interaction with a redirect, or returns what to show instead. */
async function answerToForm(
  { provider, roles, pagesPath }: PasskeyRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  interaction: Interaction,
  step: 'cancellation' | 'role',
): Promise<Answer | 'answered'> {
  const { uid } = interaction;
  const chosen = step === 'role' ? await roles.choose(uid, request) : undefined;
  if (step === 'role' && chosen === undefined) return ended(pagesPath);
  const result =
    chosen === undefined
      ? { error: 'access_denied', error_description: 'The person cancelled the sign-in' }
      : loginResult(interaction, chosen, chosen.roleId);
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  return 'answered';
}

/**
 * Serves the passkey pages: `<uid>` is the page, `<uid>/<step>` its JSON steps, the cancel form
 * and the role selection. Every one needs the interaction's own cookie.
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
    send(response, ended(pagesPath));
    return;
  }
  if (request.method === 'GET' && (step === '' || step === 'role')) {
    send(response, answerToGet(routes, interaction, step));
    return;
  }
  const from = header(request, 'origin');
  if (request.method !== 'POST' || (from !== undefined && from !== origin && from !== 'null')) {
    send(response, { status: 405, body: { message: 'Not allowed.' } });
    return;
  }
  if (step === 'cancellation' || step === 'role') {
    const answer = await answerToForm(routes, request, response, interaction, step);
    if (answer !== 'answered') send(response, answer);
    return;
  }
  if (mediaType(request) !== 'application/json') {
    send(response, { status: 415, body: { message: 'JSON only.' } });
    return;
  }
  const answer = await ceremonyAnswer(routes, request, response, interaction, step).catch(refusal);
  send(response, answer);
}
