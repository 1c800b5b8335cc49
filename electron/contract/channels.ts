/** The one request channel: the verb is its first argument, checked against the table in main. */
export const callChannel = 'caredesk/call';

/** Channel on which the preload tells main that a person, and no script, has pressed something. */
export const personAskedChannel = 'caredesk/person-asked';

/** Channel on which the preload hands main the text that a person copies. */
export const copiedChannel = 'caredesk/copied';

/**
 * The states that main owns and the page follows. One more is a name here and its schema in
 * states.ts: its channel, its verb, what the preload offers and what main publishes follow from
 * that. The schemas are not here because the preload, which needs the names, checks nothing.
 */
export const stateNames = ['session', 'proxy', 'updates'] as const;

export type StateName = (typeof stateNames)[number];

/** Channel on which main publishes every new value of a state. */
export function changedChannel<Name extends StateName>(name: Name): `caredesk/${Name}-changed` {
  return `caredesk/${name}-changed`;
}

/** The verb that asks for a state as it is now. */
export function currentVerb<Name extends StateName>(name: Name): `${Name}/current` {
  return `${name}/current`;
}

/**
 * The verbs a page draws itself with. They are answered at any time; all others wait while one
 * process of CareDesk takes the place of another.
 */
export const alwaysAnswered: ReadonlySet<unknown> = new Set([
  ...stateNames.map((name) => currentVerb(name)),
  'app/about',
]);
