import type { ProxyAnswer, ProxyState } from './proxy.ts';
import type { SessionState } from './session.ts';
import type { InstallTime, UpdateState, WorkReport } from './updates.ts';
import type { Answer, VerbResult } from './verbs.ts';

/** What the preload exposes as `window.caredesk`: named verbs and one subscription, no channels. */
export interface CareDeskBridge {
  readonly app: { about(): Promise<Answer<VerbResult<'app/about'>>> };
  readonly session: {
    current(): Promise<Answer<SessionState>>;
    /** Calls `listener` with every new state. Returns the function that stops it. */
    onChange(listener: (state: SessionState) => void): () => void;
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
    current(): Promise<Answer<ProxyState>>;
    /** Calls `listener` whenever a proxy starts or stops asking. Returns the function that stops it. */
    onChange(listener: (state: ProxyState) => void): () => void;
    answer(typed: ProxyAnswer): Promise<Answer<void>>;
    cancel(id: number): Promise<Answer<void>>;
  };
  readonly updates: {
    current(): Promise<Answer<UpdateState>>;
    /** Calls `listener` with every new state. Returns the function that stops it. */
    onChange(listener: (state: UpdateState) => void): () => void;
    check(): Promise<Answer<void>>;
    download(): Promise<Answer<void>>;
    chooseTime(time: InstallTime): Promise<Answer<void>>;
    whatsNewRead(): Promise<Answer<void>>;
  };
  readonly work: {
    report(work: WorkReport): Promise<Answer<void>>;
    keep(work: string): Promise<Answer<void>>;
    kept(): Promise<Answer<string | null>>;
  };
}
