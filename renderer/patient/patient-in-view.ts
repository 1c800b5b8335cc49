import type { Matches } from './fhir-matches.ts';
import type { Patient } from './patient-model.ts';
import { bannerName, currentName } from './patient-name.ts';
import type { PatientAnswer, PdsClient, PdsFailure } from './pds-client.ts';
import type { SearchCriteria } from './search-criteria.ts';
import { searchOutcome } from './search-outcome.ts';

/** What the person asks for. A later wish takes the place of an earlier one, always. */
export type Wish =
  | {
      readonly kind: 'record';
      readonly nhsNumber: string;
      /** How the list names the patient; null where only the NHS number is known. */
      readonly name: string | null;
    }
  | { readonly kind: 'search'; readonly criteria: SearchCriteria };

/** What a search found, and what was searched for. */
export interface SearchResult extends Matches {
  readonly criteria: SearchCriteria;
}

/** What is being looked at. */
export type Looking =
  | { readonly kind: 'find' }
  | { readonly kind: 'matches'; readonly result: SearchResult }
  | {
      readonly kind: 'record';
      readonly answer: Exclude<PatientAnswer, PdsFailure>;
      /** When the national record gave this answer. */
      readonly readAt: Date;
      /** The list the patient was picked from, to go back to. */
      readonly result: SearchResult | null;
    };

/** What has become of the last wish. */
export type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly wish: Wish }
  | { readonly kind: 'failed'; readonly wish: Wish; readonly failure: PdsFailure };

export interface PatientView {
  readonly looking: Looking;
  readonly progress: Progress;
}

/** The one owner of the patient in view. */
export interface PatientInView {
  current(): PatientView;
  /** Calls `changed` after each change until the function it returns is called. */
  subscribe(changed: () => void): () => void;
  ask(wish: Wish): void;
  /** Asks once more for what has just failed. */
  askAgain(): void;
  /** Gives up what is being asked for; what is in view stays. */
  cancel(): void;
  /** From a record back to the list it was picked from. */
  backToMatches(): void;
  /** Back to finding a patient, whatever is in view or asked for. */
  startOver(): void;
}

const nothing: PatientView = { looking: { kind: 'find' }, progress: { kind: 'idle' } };

/**
 * Owns which patient is in view. The rule that keeps one patient's record from opening in place of
 * another's stands here and nowhere else: every wish, and every step away from one, ends the wish
 * before it, and an answer counts only while its own wish is the one being asked for.
 */
export function createPatientInView(
  pds: PdsClient,
  now: () => Date = () => new Date(),
): PatientInView {
  let view = nothing;
  let asking = new AbortController();
  const listeners = new Set<() => void>();

  /** The only way to another view: it ends what was being asked for. */
  function show(next: PatientView): AbortSignal {
    asking.abort();
    asking = new AbortController();
    view = next;
    for (const changed of listeners) changed();
    return asking.signal;
  }

  function ask(wish: Wish): void {
    const looking = behind(view.looking);
    const signal = show({ looking, progress: { kind: 'asking', wish } });
    void answered(wish, looking, signal).then((answer) => {
      if (signal.aborted) return;
      if (answer.kind === 'failed') {
        show({ looking, progress: { kind: 'failed', wish, failure: answer } });
        return;
      }
      show({ looking: answer, progress: { kind: 'idle' } });
      // In the same turn: nothing the person asks can come between the only match and its record.
      const only = answer.kind === 'matches' ? onlyMatch(answer.result) : null;
      if (only !== null) ask(recordOf(only, now()));
    });
  }

  /** What there is to look at once a wish is answered, or why there is nothing. */
  async function answered(
    wish: Wish,
    looking: Looking,
    signal: AbortSignal,
  ): Promise<Looking | PdsFailure> {
    try {
      if (wish.kind === 'search') {
        const answer = await pds.search(wish.criteria, signal);
        return answer.kind === 'failed'
          ? answer
          : { kind: 'matches', result: { ...answer, criteria: wish.criteria } };
      }
      const answer = await pds.readPatient(wish.nhsNumber, signal);
      const result = looking.kind === 'matches' ? looking.result : null;
      return answer.kind === 'failed' ? answer : { kind: 'record', answer, readAt: now(), result };
    } catch {
      // Only an aborted question rejects, and nobody waits for its answer; else it is our fault.
      return { kind: 'failed', code: 'BRIDGE_INTERNAL', reference: null };
    }
  }

  return {
    current: () => view,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    ask,
    askAgain() {
      if (view.progress.kind === 'failed') ask(view.progress.wish);
    },
    cancel() {
      if (view.progress.kind === 'asking') show({ ...view, progress: { kind: 'idle' } });
    },
    backToMatches() {
      const { looking } = view;
      if (looking.kind !== 'record' || looking.result === null) return;
      show({ looking: { kind: 'matches', result: looking.result }, progress: { kind: 'idle' } });
    },
    startOver: () => void show(nothing),
  };
}

/** The wish to open the record of a patient in a list. */
export function recordOf({ nhsNumber, names }: Patient, now: Date): Wish {
  return { kind: 'record', nhsNumber, name: bannerName(currentName(names, now)) };
}

/** The patient whose record opens without being picked, or null. */
function onlyMatch(result: SearchResult): Patient | null {
  const { criteria, patients, unreadable, incomplete } = result;
  // What could not be read, or was not given, may be whom the person looks for.
  if (unreadable > 0 || incomplete) return null;
  const outcome = searchOutcome(criteria, patients);
  return outcome.kind === 'open'
    ? (patients.find(({ nhsNumber }) => nhsNumber === outcome.nhsNumber) ?? null)
    : null;
}

/** What stays in view while a wish is asked. One patient's record never waits for another's. */
function behind(looking: Looking): Looking {
  switch (looking.kind) {
    case 'find':
    case 'matches':
      return looking;
    case 'record':
      return nothing.looking;
  }
}
