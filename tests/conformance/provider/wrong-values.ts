import type { Json } from './json.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** Sets a value, or leaves it out where it is `undefined`. */
function put(object: Json, name: string, value: unknown): void {
  if (value === undefined) delete object[name];
  else object[name] = value;
}

function does(name: string, value: unknown): string {
  return value === undefined ? `leaves out ${name}` : `says ${name}=${JSON.stringify(value)}`;
}

/** A provider whose id tokens carry this value; `undefined` leaves the claim out. */
export function idTokenWith(name: string, value: unknown): Misbehaviour {
  return { does: does(name, value), idToken: (claims) => put(claims, name, value) };
}

/** A provider whose id token at a refresh carries this value. */
export function refreshedIdTokenWith(name: string, value: unknown): Misbehaviour {
  return { does: does(name, value), refreshedIdToken: (claims) => put(claims, name, value) };
}

/** A provider whose userinfo carries this value. */
export function userinfoWith(name: string, value: unknown): Misbehaviour {
  return { does: does(name, value), userinfo: (claims) => put(claims, name, value) };
}

/** A provider that announces this value. */
export function discoveryWith(name: string, value: unknown): Misbehaviour {
  return { does: does(name, value), discovery: (metadata) => put(metadata, name, value) };
}

/** A provider whose id tokens carry a time this many seconds from now. */
export function idTokenTime(name: string, seconds: number): Misbehaviour {
  return {
    does: `says ${name} is ${seconds} s from now`,
    idToken: (claims, { now }) => put(claims, name, now + seconds),
  };
}

/** A provider that brings this value back through the browser; `undefined` leaves it out. */
export function answerWith(name: string, value: string | undefined): Misbehaviour {
  return {
    does: does(name, value),
    answer(parameters) {
      if (value === undefined) parameters.delete(name);
      else parameters.set(name, value);
    },
  };
}
