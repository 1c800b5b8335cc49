import { beforeEach, expect, it, vi } from 'vitest';
import {
  currentHandlers,
  publishStates,
  type StateOwner,
  type StateOwners,
} from '../../../electron/bridge/main-states.ts';
import { stateNames } from '../../../electron/contract/channels.ts';
import { verbs } from '../../../electron/contract/verbs.ts';
import { createEvents } from '../../../electron/ground/events.ts';

/** A room that has one state, and tells of it when asked to. */
function owner<State>(state: State): StateOwner<State> & { tell(next: State): void } {
  const events = createEvents<{ changed: State }>();
  return { current: () => state, events, tell: (next) => events.emit('changed', next) };
}

const owners = {
  session: owner<ReturnType<StateOwners['session']['current']>>({
    ...{ kind: 'signed-out', reason: 'started', failure: null, browserSession: 'none' },
  }),
  proxy: owner<ReturnType<StateOwners['proxy']['current']>>({ kind: 'quiet' }),
  updates: owner<ReturnType<StateOwners['updates']['current']>>({
    ...{ version: '1.2.3', activity: { kind: 'checking' }, whatsNew: null },
  }),
} satisfies StateOwners;

const send = vi.fn();
publishStates(owners, send);
beforeEach(() => send.mockReset());

it.each(stateNames)('the state of %s goes out on its own channel when it changes', (name) => {
  const owner = owners[name];
  expect(send).not.toHaveBeenCalled();
  Reflect.apply(owner.tell, undefined, [owner.current()]);
  expect(send).toHaveBeenCalledExactlyOnceWith(`caredesk/${name}-changed`, owner.current());
});

it.each(stateNames)('the state of %s is there for whoever asks', (name) => {
  expect(Object.keys(verbs)).toContain(`${name}/current`);
  expect(currentHandlers(owners)[`${name}/current`]()).toBe(owners[name].current());
});

it('a state with more in it than the contract names is not sent', () => {
  const withToken = { kind: 'quiet' as const, token: 'secret' };
  expect(() => owners.proxy.tell(withToken)).toThrow();
  expect(send).not.toHaveBeenCalled();
});
