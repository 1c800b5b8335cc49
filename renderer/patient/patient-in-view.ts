import type { Matches } from './fhir-matches.ts';
import type { Patient } from './patient-model.ts';
import { bannerName, currentName } from './patient-name.ts';
import type { Asker, PatientAnswer, PdsClient, PdsFailure } from './pds-client.ts';
import type { SearchCriteria } from './search-criteria.ts';
import { searchOutcome } from './search-outcome.ts';

/** What the person asks for. A later wish takes the place of an earlier one, always. */
export type Wish =
  | {
      readonly kind: 'record';
      readonly nhsNumber: string;
      /** How the list names the patient; null where only the NHS number is known. */
      readonly name: string | null;
      /** The search whose list the patient was picked from, where that list is not in view. */
      readonly from?: SearchCriteria;
    }
  | {
      readonly kind: 'search';
      readonly criteria: SearchCriteria;
      /** The person was at the list already: its only match is not opened for them. */
      readonly listOnly?: true;
    };

/** What a search found, and what was searched for. */
export interface SearchResult extends Matches {
  readonly criteria: SearchCriteria;
}

/** The list a record was opened from. */
export interface Origin {
  readonly criteria: SearchCriteria;
  /** Null when the page was replaced since: it is then searched for anew. */
  readonly result: SearchResult | null;
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
      /** The list the patient was picked from, to go back to; null where there was none. */
      readonly origin: Origin | null;
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

/** Where somebody is, in few enough words to be kept while the page is replaced. */
export type Place =
  | { readonly kind: 'find' }
  | { readonly kind: 'matches'; readonly criteria: SearchCriteria }
  | {
      readonly kind: 'record';
      readonly nhsNumber: string;
      /** The search whose list the patient was picked from, or null. */
      readonly from: SearchCriteria | null;
    };

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
  /** Reads the record in view anew; it stays in view meanwhile. */
  readAgain(): void;
  /** From a record back to the list it was picked from. */
  backToMatches(): void;
  /** One step back: from what is being asked for, else from a record, else from a list. */
  back(): void;
  /**
   * Brings a person back to where they were. What was in view there is asked for anew by the page: no
   * stronger log-in is asked of them for it.
   */
  returnTo(place: Place): void;
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

  function ask(wish: Wish, asker: Asker = 'person'): void {
    const looking = behind(view.looking, wish);
    const origin = originOf(view.looking, wish);
    const signal = show({ looking, progress: { kind: 'asking', wish } });
    void answered(wish, origin, signal, asker).then((answer) => {
      if (signal.aborted) return;
      if (answer.kind === 'failed') {
        show({ looking, progress: { kind: 'failed', wish, failure: answer } });
        return;
      }
      show({ looking: answer, progress: { kind: 'idle' } });
      if (answer.kind !== 'matches' || (wish.kind === 'search' && wish.listOnly === true)) return;
      // In the same turn: nothing the person asks can come between the only match and its record.
      const only = onlyMatch(answer.result);
      if (only !== null) ask(recordOf(only, now()));
    });
  }

  /** What there is to look at once a wish is answered, or why there is nothing. */
  async function answered(
    wish: Wish,
    origin: Origin | null,
    signal: AbortSignal,
    asker: Asker,
  ): Promise<Looking | PdsFailure> {
    try {
      if (wish.kind === 'search') {
        const answer = await pds.search(wish.criteria, signal, asker);
        return answer.kind === 'failed'
          ? answer
          : { kind: 'matches', result: { ...answer, criteria: wish.criteria } };
      }
      const answer = await pds.readPatient(wish.nhsNumber, signal, asker);
      return answer.kind === 'failed' ? answer : { kind: 'record', answer, readAt: now(), origin };
    } catch {
      // Only an aborted question rejects, and nobody waits for its answer; else it is our fault.
      return { kind: 'failed', code: 'BRIDGE_INTERNAL', reference: null };
    }
  }

  function cancel(): void {
    if (view.progress.kind === 'asking') show({ ...view, progress: { kind: 'idle' } });
  }

  function startOver(): void {
    show(nothing);
  }

  function backToMatches(): void {
    const { looking } = view;
    if (looking.kind !== 'record' || looking.origin === null) return;
    const { criteria, result } = looking.origin;
    if (result === null) ask({ kind: 'search', criteria, listOnly: true });
    else show({ looking: { kind: 'matches', result }, progress: { kind: 'idle' } });
  }

  return {
    current: () => view,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    ask: (wish) => ask(wish),
    askAgain() {
      if (view.progress.kind === 'failed') ask(view.progress.wish);
    },
    cancel,
    readAgain() {
      const { looking, progress } = view;
      if (looking.kind !== 'record' || progress.kind === 'asking') return;
      ask({ kind: 'record', nhsNumber: askedNumber(looking.answer), name: null });
    },
    backToMatches,
    back() {
      if (view.progress.kind === 'asking') cancel();
      else if (view.looking.kind === 'record' && view.looking.origin !== null) backToMatches();
      else if (view.looking.kind !== 'find') startOver();
    },
    returnTo(place) {
      const wish = wishFor(place);
      if (wish !== null) ask(wish, 'page');
    },
    startOver,
  };
}

/** Where a person is, or is about to be: what they asked for and what failed to come included. */
export function placeOf(view: PatientView): Place {
  const { looking, progress } = view;
  if (progress.kind === 'asking' || (progress.kind === 'failed' && looking.kind === 'find')) {
    const { wish } = progress;
    if (wish.kind === 'search') return { kind: 'matches', criteria: wish.criteria };
    const origin = originOf(looking, wish);
    return { kind: 'record', nhsNumber: wish.nhsNumber, from: origin?.criteria ?? null };
  }
  return placeInView(view);
}

/** Where a person is, whatever they have asked for. */
export function placeInView({ looking }: PatientView): Place {
  switch (looking.kind) {
    case 'find':
      return { kind: 'find' };
    case 'matches':
      return { kind: 'matches', criteria: looking.result.criteria };
    case 'record': {
      const { answer, origin } = looking;
      return { kind: 'record', nhsNumber: askedNumber(answer), from: origin?.criteria ?? null };
    }
  }
}

function wishFor(place: Place): Wish | null {
  switch (place.kind) {
    case 'find':
      return null;
    case 'matches':
      return { kind: 'search', criteria: place.criteria, listOnly: true };
    case 'record': {
      const wish = { kind: 'record', nhsNumber: place.nhsNumber, name: null } as const;
      return place.from === null ? wish : { ...wish, from: place.from };
    }
  }
}

/** The number a record was asked for by: a replaced one is asked for again, to be told so again. */
function askedNumber(answer: Exclude<PatientAnswer, PdsFailure>): string {
  return answer.kind === 'superseded' ? answer.asked : answer.patient.nhsNumber;
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

/**
 * What stays in view while a wish is asked. One patient's record never waits for another's: only
 * for itself, read anew.
 */
function behind(looking: Looking, wish: Wish): Looking {
  switch (looking.kind) {
    case 'find':
    case 'matches':
      return looking;
    case 'record':
      return isOf(looking.answer, wish) ? looking : nothing.looking;
  }
}

/** The list that the record asked for is, or was, picked from. */
function originOf(looking: Looking, wish: Wish): Origin | null {
  if (wish.kind === 'search') return null;
  switch (looking.kind) {
    case 'matches':
      return { criteria: looking.result.criteria, result: looking.result };
    case 'record':
      return isOf(looking.answer, wish) ? looking.origin : null;
    case 'find':
      return wish.from === undefined ? null : { criteria: wish.from, result: null };
  }
}

function isOf(answer: Exclude<PatientAnswer, PdsFailure>, wish: Wish): boolean {
  return wish.kind === 'record' && wish.nhsNumber === askedNumber(answer);
}
