import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { returnTo } from '../screen-position.ts';
import { createStore } from '../store.ts';
import { useKeeping } from '../use-kept.ts';
import { useScreenPosition } from '../use-screen-position.ts';
import { choiceKeeper } from '../work-keeper.ts';
import { type RoleChoice, writeRoleChoice } from './role-choice.ts';

/**
 * The choice of a role, of which main keeps what the person would lose with the page.
 *
 * @param currentRoleId picked as long as nothing else is
 * @param kept what the page before this one was showing, or null
 */
export function useRoleChoice(
  currentRoleId: string | null,
  kept: RoleChoice | null,
): Pick<RoleChoice, 'filter' | 'roleId'> & {
  readonly typeFilter: (filter: string) => void;
  readonly pick: (roleId: string) => void;
} {
  const [choice] = useState(() =>
    createStore<RoleChoice>(kept ?? { filter: '', roleId: currentRoleId, scroll: 0, focus: null }),
  );
  const { subscribe, current, set } = choice;
  const change = useCallback(
    (part: Partial<RoleChoice>) => set({ ...current(), ...part }),
    [current, set],
  );
  const toKeep = useCallback(() => writeRoleChoice(current()), [current]);
  useKeeping(choiceKeeper, { subscribe, toKeep }, kept === null ? null : writeRoleChoice(kept));
  // After the screen has put the focus at its heading.
  useEffect(() => {
    if (kept !== null) returnTo(kept);
  }, [kept]);
  useScreenPosition(change);
  return {
    filter: useSyncExternalStore(subscribe, () => current().filter),
    roleId: useSyncExternalStore(subscribe, () => current().roleId),
    typeFilter: useCallback((filter) => change({ filter }), [change]),
    pick: useCallback((roleId) => change({ roleId }), [change]),
  };
}
