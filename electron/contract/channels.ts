/** The one request channel: the verb is its first argument, checked against the table in main. */
export const callChannel = 'caredesk/call';

/** Channel on which main publishes every new session state. */
export const sessionChangedChannel = 'caredesk/session-changed';

/** Channel on which main publishes whether a proxy wants a sign-in. */
export const proxyChangedChannel = 'caredesk/proxy-changed';

/** Channel on which main publishes what the updater is doing. */
export const updatesChangedChannel = 'caredesk/updates-changed';

/** Channel on which the preload tells main that a person, and no script, has pressed something. */
export const personAskedChannel = 'caredesk/person-asked';

/** Channel on which the preload hands main the text that a person copies. */
export const copiedChannel = 'caredesk/copied';
