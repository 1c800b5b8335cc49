import { changedChannel, currentVerb, type StateName, stateNames } from '../contract/channels.ts';
import { type StateOf, stateSchemas } from '../contract/states.ts';
import type { Events } from '../ground/events.ts';

/** A room that owns a state the page follows. */
export interface StateOwner<State> {
  current(): State;
  readonly events: Events<{ changed: State }>;
}

/** The room behind each state. */
export type StateOwners = { readonly [Name in StateName]: StateOwner<StateOf<Name>> };

/** The handlers of the verbs that ask for a state as it is now. */
export type CurrentHandlers = {
  readonly [Name in StateName as `${Name}/current`]: () => StateOf<Name>;
};

/** Sends every new state to the window. One that does not fit its schema is thrown, and not sent. */
export function publishStates(
  owners: StateOwners,
  send: (channel: string, state: unknown) => void,
): void {
  for (const name of stateNames) {
    const { events }: StateOwner<unknown> = owners[name];
    const schema = stateSchemas[name];
    events.on('changed', (state) => send(changedChannel(name), schema.parse(state)));
  }
}

/** Answers for each state, straight from the room that owns it. */
export function currentHandlers(owners: StateOwners): CurrentHandlers {
  return Object.fromEntries(
    stateNames.map((name) => [currentVerb(name), () => owners[name].current()]),
  ) as CurrentHandlers;
}
