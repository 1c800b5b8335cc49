import { formatNhsNumber } from '../../electron/contract/nhs-number.ts';
import type { ScreenPosition } from '../screen-position.ts';
import type { KeptWork } from './kept-work.ts';
import {
  createPatientInView,
  type PatientInView,
  placeInView,
  placeOf,
  type Wish,
} from './patient-in-view.ts';
import type { PdsClient } from './pds-client.ts';
import { emptySearchDraft, type SearchDraft } from './search-criteria.ts';

/** What is in the two forms, as typed. */
export interface TypedText {
  readonly nhsNumber: string;
  readonly draft: SearchDraft;
}

/** The work on patients of one person in one role: who is in view, what was typed, and where. */
export interface PatientWork {
  readonly patient: PatientInView;
  typed(): TypedText;
  /** Calls `changed` after each change of what is to be kept, until the returned function is called. */
  subscribe(changed: () => void): () => void;
  typeNhsNumber(text: string): void;
  typeDetails(draft: SearchDraft): void;
  ask(wish: Wish): void;
  /** Back to finding a patient; what was asked for is cleared from the forms. */
  findAnother(): void;
  /** What has been asked for waits for a stronger log-in, or does not any more. */
  waitForStepUp(isWaiting: boolean): void;
  moved(to: Partial<ScreenPosition>): void;
  /** What to show again when the page is replaced. */
  kept(): KeptWork;
}

/**
 * The one store of what a person would lose with the page.
 *
 * @param kept what the page before this one was showing them, or null
 */
export function createPatientWork({
  pds,
  roleId,
  kept,
}: {
  readonly pds: PdsClient;
  readonly roleId: string;
  readonly kept: KeptWork | null;
}): PatientWork {
  const patient = createPatientInView(pds);
  let typed: TypedText = {
    nhsNumber: kept?.nhsNumber ?? '',
    draft: kept?.draft ?? emptySearchDraft,
  };
  /** The text of each form when something was last asked for; null when it holds other text now. */
  let asked: { readonly nhsNumber: string | null; readonly draft: SearchDraft | null } = {
    nhsNumber: kept?.asked.nhsNumber === false ? null : typed.nhsNumber,
    draft: kept?.asked.draft === false ? null : typed.draft,
  };
  let whereabouts: ScreenPosition = { scroll: kept?.scroll ?? 0, focus: kept?.focus ?? null };
  let isWaitingForStepUp = false;
  const listeners = new Set<() => void>();

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function type(next: TypedText): void {
    typed = next;
    changed();
  }

  patient.subscribe(changed);

  return {
    patient,
    typed: () => typed,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    typeNhsNumber: (nhsNumber) => type({ ...typed, nhsNumber }),
    typeDetails: (draft) => type({ ...typed, draft }),
    ask(wish) {
      asked = {
        nhsNumber: wish.kind === 'record' ? formatNhsNumber(wish.nhsNumber) : typed.nhsNumber,
        draft: typed.draft,
      };
      patient.ask(wish);
    },
    findAnother() {
      // Whoever typed on while the record was loading is not made to type it again.
      type({
        nhsNumber: typed.nhsNumber === asked.nhsNumber ? '' : typed.nhsNumber,
        draft: typed.draft === asked.draft ? emptySearchDraft : typed.draft,
      });
      patient.startOver();
    },
    waitForStepUp(isWaiting) {
      if (isWaiting === isWaitingForStepUp) return;
      isWaitingForStepUp = isWaiting;
      changed();
    },
    moved(to) {
      whereabouts = { ...whereabouts, ...to };
      changed();
    },
    kept: () => ({
      roleId,
      // Not where a stronger log-in would bring them: whether to make it is asked afresh.
      place: (isWaitingForStepUp ? placeInView : placeOf)(patient.current()),
      ...typed,
      asked: {
        nhsNumber: typed.nhsNumber === asked.nhsNumber,
        draft: typed.draft === asked.draft,
      },
      ...whereabouts,
    }),
  };
}
