import type { FailureCode } from '../contract/failures.ts';
import { askerHeader, gatewayPrefix, narrowedHeader } from '../contract/gateway.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import { createEvents, type Events } from '../ground/events.ts';
import { pause } from '../ground/pause.ts';
import type { TokenKeeper } from '../identity/token-keeper.ts';
import { withDirectAnswers } from '../network/direct-answers.ts';
import type { Fetch } from '../network/fetch.ts';
import { networkCode } from '../network/network-code.ts';
import { networkFailureOf } from '../network/network-failure.ts';
import type { Credentials } from '../session/session-interface.ts';
import { outcomeAnswer } from './operation-outcome.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import type { Operation, Service } from './services.ts';
import { createIdleTimeout, streamedAnswer } from './streamed-answer.ts';

export interface GatewayDependencies {
  readonly clock: Clock;
  /** Measures how long an API takes; `clock` unless told otherwise. */
  readonly deadlines?: Pick<Clock, 'after'>;
  readonly fetch: Fetch;
  newRequestId(): string;
  credentials(): Credentials | null;
  /**
   * Asks for an AAL3 sign-in; resolves when `credentials` gives the stronger tokens.
   * @param signal of the credentials that are not strong enough
   */
  stepUp(signal: AbortSignal): Promise<void>;
  /** Called when the platform refuses to refresh these tokens: their session is over. */
  onSessionEnded(tokens: TokenKeeper): void;
  services(): Promise<ReadonlyMap<string, Service>>;
}

/** News of calls to national APIs: each begins once, and is finished once its answer is complete. */
export interface GatewayNews {
  'call-begun': CallsUnderWay;
  'call-finished': CallsUnderWay;
}

interface CallsUnderWay {
  /** Calls that have no complete answer yet. */
  readonly underWay: number;
}

/** The renderer's back end. */
export interface Gateway {
  readonly events: Events<GatewayNews>;
  /**
   * Answers `app://caredesk/api/<service>/…` from a national API, adding the access token, role and
   * request id. Never throws: every failure is a FHIR OperationOutcome.
   */
  answer(request: Request): Promise<Response>;
}

/** Milliseconds a national API may take, or fall silent in its answer, before the person is told. */
const callTimeout = 30_000;
/** Milliseconds for a whole call: one that sends a byte now and then ends as well. */
const longestCall = 120_000;
/** Milliseconds before a call refused with 429 is made once more. */
const busyPause = 1_100;

/** Opens the gateway. */
export function createGateway(dependencies: GatewayDependencies): Gateway {
  const { clock, newRequestId, credentials } = dependencies;
  const fetch = withDirectAnswers(dependencies.fetch);
  const limits = new Map<string, RateLimit>();
  const events = createEvents<GatewayNews>();
  let underWay = 0;

  /** A call begins; the function given back, called any number of times, finishes it. */
  function beginCall(): () => void {
    let isUnderWay = true;
    underWay += 1;
    events.emit('call-begun', { underWay });
    return () => {
      if (!isUnderWay) return;
      isUnderWay = false;
      underWay -= 1;
      events.emit('call-finished', { underWay });
    };
  }

  function limitOf(name: string, service: Service): RateLimit {
    const limit = limits.get(name) ?? createRateLimit(service.callsPerSecond, clock);
    limits.set(name, limit);
    return limit;
  }

  async function callOnce(call: Call, token: string): Promise<Response> {
    await call.limit.turn(call.abort.signal);
    return fetch(call.address, {
      method: call.method,
      headers: {
        accept: 'application/fhir+json',
        authorization: `Bearer ${token}`,
        'x-request-id': call.requestId,
        'nhsd-session-urid': call.held.roleId,
        'nhsd-end-user-organisation-ods': call.held.odsCode,
      },
      signal: call.abort.signal,
    });
  }

  /** 401: one refresh and one replay. 429: one pause and one replay. Same X-Request-ID in both. */
  async function callWithReplay(call: Call): Promise<Response> {
    const token = await call.held.tokens.accessToken();
    const first = await callOnce(call, token);
    if (first.status === 401) {
      await first.body?.cancel();
      return callOnce(call, await call.held.tokens.replacementFor(token));
    }
    if (first.status === 429) {
      await first.body?.cancel();
      await pause(clock, busyPause, call.abort.signal);
      return callOnce(call, token);
    }
    return first;
  }

  /**
   * Credentials strong enough for a service; the person is asked to step up where they are not.
   * @throws CareDeskError STEP_UP_NEEDED when nobody has asked for anything
   */
  async function credentialsFor(service: Service, headers: Headers): Promise<Credentials | null> {
    const held = credentials();
    if (held === null || held.level >= service.level) return held;
    if (headers.has(askerHeader)) throw new CareDeskError('STEP_UP_NEEDED');
    await dependencies.stepUp(held.signal);
    const stronger = credentials();
    // The role was changed meanwhile: whoever asked, asked in the one before.
    if (stronger?.roleId !== held.roleId) return null;
    if (stronger.level < service.level) {
      throw new CareDeskError('STEP_UP_CANCELLED');
    }
    return stronger;
  }

  async function answer(request: Request, requestId: string): Promise<Response> {
    if (credentials() === null) return outcomeAnswer(401, 'API_NOT_SIGNED_IN', requestId);
    const target = targetOf(new URL(request.url));
    const service = (await dependencies.services()).get(target.service);
    const operation = service?.operations.find(({ path }) => path.test(target.path));
    if (service === undefined || operation === undefined) {
      return outcomeAnswer(404, 'API_SERVICE_UNKNOWN', requestId);
    }
    if (operation.method !== request.method) {
      return outcomeAnswer(405, 'API_REQUEST_REFUSED', requestId);
    }
    const held = await credentialsFor(service, request.headers);
    if (held === null) return outcomeAnswer(401, 'API_NOT_SIGNED_IN', requestId);
    const abort = new AbortController();
    const follow = () => abort.abort(held.signal.reason);
    held.signal.addEventListener('abort', follow, { once: true });
    const finished = beginCall();
    const deadlines = dependencies.deadlines ?? clock;
    const tooLate = () => abort.abort(new DOMException('the API took too long', 'TimeoutError'));
    const stopWaiting = deadlines.after(longestCall, tooLate);
    const idleTimeout = createIdleTimeout(deadlines, callTimeout, tooLate, () => {
      stopWaiting();
      held.signal.removeEventListener('abort', follow);
      finished();
    });
    try {
      held.signal.throwIfAborted();
      const search = searchOf(target, operation, held);
      const upstream = await callWithReplay({
        method: operation.method,
        address: `${service.base}${target.path}${search}`,
        requestId,
        held,
        abort,
        limit: limitOf(target.service, service),
      });
      abort.signal.throwIfAborted();
      const passing =
        service.passing === undefined
          ? undefined
          : { rule: service.passing, search: new URLSearchParams(search) };
      const streamed = streamedAnswer(upstream, requestId, abort, idleTimeout, passing);
      if (search !== target.search) streamed.headers.set(narrowedHeader, 'unique-match');
      return streamed;
    } catch (error) {
      idleTimeout.end();
      // Signed out or changed role meanwhile: the answer would be for a screen that is gone.
      if (held.signal.aborted) return outcomeAnswer(401, 'API_NOT_SIGNED_IN', requestId);
      if (error instanceof CareDeskError && endsSession.has(error.code)) {
        dependencies.onSessionEnded(held.tokens);
      }
      throw error;
    }
  }

  return {
    events,
    async answer(request) {
      const requestId = newRequestId();
      try {
        return await answer(request, requestId);
      } catch (error) {
        const code = codeOf(error);
        return outcomeAnswer(statuses[code] ?? 502, code, requestId);
      }
    },
  };
}

interface Call {
  readonly method: string;
  readonly address: string;
  readonly requestId: string;
  readonly held: Credentials;
  readonly abort: AbortController;
  readonly limit: RateLimit;
}

const statuses: Partial<Record<FailureCode, number>> = {
  SESSION_ENDED: 401,
  SESSION_ENDED_NOT_RENEWABLE: 401,
  API_NOT_SIGNED_IN: 401,
  STEP_UP_CANCELLED: 403,
  STEP_UP_NEEDED: 403,
  API_TIMEOUT: 504,
};

/** What no further call of these tokens can mend. */
const endsSession: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'SESSION_ENDED',
  'SESSION_ENDED_NOT_RENEWABLE',
  'SIGN_IN_PERSON_MISMATCH',
  'SIGN_IN_TOKEN_INVALID',
]);

const ofTheApi = { timeout: 'API_TIMEOUT', unreachable: 'API_UNREACHABLE' } as const;

function codeOf(error: unknown): FailureCode {
  // First: the failure of a refresh is not the API's, though the network's failure is its cause.
  if (error instanceof CareDeskError) return error.code;
  const network = networkFailureOf(error);
  return network === null ? 'API_UNREACHABLE' : networkCode(network, ofTheApi);
}

/**
 * The search as the renderer asked it, narrowed to what the role may see. A space stays %20: PDS
 * would read the + of a form as part of the name.
 */
function searchOf(
  target: { readonly search: string },
  operation: Operation,
  held: Credentials,
): string {
  if (operation.narrow === undefined) return target.search;
  const search = new URLSearchParams(target.search);
  const asked = search.toString();
  operation.narrow(search, held.activities);
  return search.toString() === asked
    ? target.search
    : `?${search.toString().replaceAll('+', '%20')}`;
}

function targetOf(url: URL): { service: string; path: string; search: string } {
  const rest = url.pathname.slice(gatewayPrefix.length);
  const slash = rest.indexOf('/');
  return slash < 0
    ? { service: rest, path: '/', search: '' }
    : { service: rest.slice(0, slash), path: rest.slice(slash), search: url.search };
}
