import type { IncomingMessage } from 'node:http';
import { type FaultSwitch, faultMeanings, faultNames, isFaultName } from '../faults.ts';
import type { Answer } from '../http/exchange.ts';

/** Where a person can play with the fault switch: GET lists, PUT `/<name>` sets, DELETE clears. */
export const faultsPath = '/_sandbox/faults';

/** Answers requests under `faultsPath`. */
export function answerFaultRequest(
  faults: FaultSwitch,
  request: IncomingMessage,
  path: string,
): Answer {
  const name = path.slice(faultsPath.length + 1);
  if (name === '') {
    switch (request.method) {
      case 'GET': {
        const active = faults.active();
        const known = Object.fromEntries(faultNames.map((each) => [each, faultMeanings[each]]));
        return { status: 200, body: { active, known } };
      }
      case 'DELETE':
        faults.clear();
        return { status: 204 };
      default:
        return { status: 405, headers: { allow: 'GET, DELETE' } };
    }
  }
  if (!isFaultName(name)) return { status: 404, body: { error: 'unknown fault', name } };
  switch (request.method) {
    case 'PUT':
      faults.set(name);
      return { status: 204 };
    case 'DELETE':
      faults.clear(name);
      return { status: 204 };
    default:
      return { status: 405, headers: { allow: 'PUT, DELETE' } };
  }
}
