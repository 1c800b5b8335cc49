import type { StateName } from './channels.ts';
import type { ProxyAnswer } from './proxy.ts';
import type { StateOf } from './states.ts';
import type { InstallTime, WorkReport } from './updates.ts';
import type { Answer, VerbResult } from './verbs.ts';

/** A state that main owns: its value now, and its changes. */
export interface MainState<State> {
  current(): Promise<Answer<State>>;
  /** Calls `listener` with every new state. Returns the function that stops it. */
  onChange(listener: (state: State) => void): () => void;
}

/** What the preload exposes as `window.caredesk`: states and named verbs, no channels. */
export type CareDeskBridge = BridgeVerbs & {
  readonly [Name in StateName]: MainState<StateOf<Name>>;
};

/** Everything the page can ask of main besides its states. */
export interface BridgeVerbs {
  readonly app: { about(): Promise<Answer<VerbResult<'app/about'>>> };
  readonly session: {
    copyPolicyReport(): Promise<Answer<void>>;
    signOut(): Promise<Answer<void>>;
    lock(): Promise<Answer<void>>;
    unlock(): Promise<Answer<void>>;
    activity(): Promise<Answer<void>>;
  };
  readonly signIn: {
    start(): Promise<Answer<void>>;
    resume(): Promise<Answer<void>>;
    copyLink(): Promise<Answer<void>>;
    cancel(): Promise<Answer<void>>;
  };
  readonly role: {
    choose(roleId: string): Promise<Answer<void>>;
    change(): Promise<Answer<void>>;
    keep(): Promise<Answer<void>>;
  };
  readonly proxy: {
    answer(typed: ProxyAnswer): Promise<Answer<void>>;
    cancel(id: number): Promise<Answer<void>>;
  };
  readonly updates: {
    check(): Promise<Answer<void>>;
    download(): Promise<Answer<void>>;
    chooseTime(time: InstallTime): Promise<Answer<void>>;
    whatsNewRead(): Promise<Answer<void>>;
  };
  readonly work: {
    report(work: WorkReport): Promise<Answer<void>>;
    keep(work: string): Promise<Answer<void>>;
    kept(): Promise<Answer<string | null>>;
    keepChoice(choice: string): Promise<Answer<void>>;
    keptChoice(): Promise<Answer<string | null>>;
  };
}
