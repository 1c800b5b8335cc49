import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPatientInView,
  type PatientInView,
  type Wish,
} from '../../../../renderer/patient/patient-in-view.ts';
import type { Patient } from '../../../../renderer/patient/patient-model.ts';
import type {
  PatientAnswer,
  PdsClient,
  PdsFailure,
  SearchAnswer,
} from '../../../../renderer/patient/pds-client.ts';

/** A record that holds nothing but its number. */
const nobody: Patient = {
  nhsNumber: '',
  names: [],
  birthDate: null,
  birthTime: null,
  gender: null,
  death: null,
  whereabouts: { kind: 'not-known' },
  unread: [],
};

/** All that a search found. */
const complete = { unreadable: 0, incomplete: false };

const failure: PdsFailure = { kind: 'failed', code: 'API_TIMEOUT', reference: 'r' };

/** A question PDS has not answered yet. */
interface Question {
  /** What the answer to it would show. */
  readonly about: string;
  readonly signal: AbortSignal;
  answer(): void;
  fail(): void;
  /** Rejects, as `fetch` does when it is aborted, or when CareDesk itself is at fault. */
  reject(): void;
}

/** PDS with answers that come when, and in the order, a test says; it never minds being aborted. */
function slowPds() {
  const questions: Question[] = [];
  function asked<T>(about: string, signal: AbortSignal, good: T): Promise<T | PdsFailure> {
    return new Promise((resolve, reject) => {
      questions.push({
        about,
        signal,
        answer: () => resolve(good),
        fail: () => resolve(failure),
        reject: () => reject(new Error('aborted')),
      });
    });
  }
  const pds: PdsClient = {
    readPatient: (nhsNumber, signal) =>
      asked<PatientAnswer>(nhsNumber, signal, {
        kind: 'found',
        patient: { ...nobody, nhsNumber },
      }),
    search: ({ family }, signal) =>
      asked<SearchAnswer>(family, signal, {
        kind: 'matches',
        ...complete,
        patients: [
          { ...nobody, nhsNumber: `${family}-1` },
          { ...nobody, nhsNumber: `${family}-2` },
        ],
      }),
  };
  return { pds, questions };
}

function record(nhsNumber: string): Wish {
  return { kind: 'record', nhsNumber, name: null };
}

function search(family: string): Wish {
  const criteria = { family, birthDate: '1970-01-01', given: null, gender: null, postcode: null };
  return { kind: 'search', criteria: { ...criteria, fuzzy: false } };
}

function aboutOf(wish: Wish): string {
  return wish.kind === 'record' ? wish.nhsNumber : wish.criteria.family;
}

/** Whom or what is in view, or null for the empty screen. */
function inView(patient: PatientInView): string | null {
  const { looking } = patient.current();
  switch (looking.kind) {
    case 'find':
      return null;
    case 'matches':
      return looking.result.criteria.family;
    case 'record':
      return looking.answer.patient.nhsNumber;
  }
}

/** Lets everything that has been answered arrive. */
const arrived = () => new Promise((resolve) => setImmediate(resolve));

/** What a person or the network can do next. */
type Step =
  | { readonly kind: 'ask'; readonly wish: Wish }
  | { readonly kind: 'settle'; readonly which: number; readonly how: 'answer' | 'fail' | 'reject' }
  | { readonly kind: 'cancel' | 'ask-again' | 'read-again' | 'back' | 'step-back' | 'start-over' };

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc
      .oneof(
        fc.nat(5).map((n) => record(`number-${n}`)),
        fc.nat(5).map((n) => search(`family-${n}`)),
      )
      .map((wish): Step => ({ kind: 'ask', wish })),
    fc.record({
      kind: fc.constant('settle' as const),
      which: fc.nat(20),
      how: fc.constantFrom('answer', 'fail', 'reject'),
    }),
    fc
      .constantFrom('cancel', 'ask-again', 'read-again', 'back', 'step-back', 'start-over')
      .map((kind): Step => ({ kind })),
  ),
  { minLength: 1, maxLength: 25 },
);

describe('the patient in view', () => {
  it('is whoever was asked for last, in whatever order slow answers arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.nat(9).map((n) => record(`n${n}`)),
            fc.nat(9).map((n) => search(`f${n}`)),
          ),
          {
            minLength: 2,
            maxLength: 8,
          },
        ),
        fc.infiniteStream(fc.nat()),
        async (wishes, order) => {
          const { pds, questions } = slowPds();
          const patient = createPatientInView(pds);
          for (const wish of wishes) patient.ask(wish);
          const last = aboutOf(wishes.at(-1) ?? record(''));
          const open = [...questions];
          let lastAnswered = false;
          while (open.length > 0) {
            const [question] = open.splice((order.next().value ?? 0) % open.length, 1);
            lastAnswered ||= question === questions.at(-1);
            question?.answer();
            await arrived();
            expect(inView(patient)).toBe(lastAnswered ? last : null);
          }
        },
      ),
    );
  });

  it('never changes by an answer that nobody waits for any more, whatever was done', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (done) => {
        const { pds, questions } = slowPds();
        const patient = createPatientInView(pds);
        /** The one question whose answer may still show, by its place in `questions`. */
        let awaited: number | null = null;
        for (const step of done) {
          const before = patient.current();
          switch (step.kind) {
            case 'ask':
              patient.ask(step.wish);
              awaited = questions.length - 1;
              break;
            case 'cancel':
              patient.cancel();
              expect(patient.current().looking).toEqual(before.looking);
              awaited = null;
              break;
            case 'ask-again':
              patient.askAgain();
              if (before.progress.kind === 'failed') awaited = questions.length - 1;
              break;
            case 'read-again':
              patient.readAgain();
              expect(patient.current().looking).toBe(before.looking);
              if (patient.current() !== before) awaited = questions.length - 1;
              break;
            case 'step-back':
              patient.back();
              if (patient.current() !== before) awaited = null;
              break;
            case 'back':
              patient.backToMatches();
              if (patient.current() !== before) awaited = null;
              break;
            case 'start-over':
              patient.startOver();
              expect(inView(patient)).toBeNull();
              awaited = null;
              break;
            case 'settle': {
              const place = questions.length === 0 ? -1 : step.which % questions.length;
              const question = questions[place];
              if (question === undefined) break;
              question[step.how]();
              await arrived();
              if (place !== awaited) {
                expect(patient.current()).toBe(before);
                break;
              }
              awaited = null;
              if (step.how === 'answer') expect(inView(patient)).toBe(question.about);
              else expect(patient.current().progress.kind).toBe('failed');
            }
          }
          const { progress } = patient.current();
          expect(progress.kind === 'asking').toBe(awaited !== null);
          if (progress.kind === 'asking') {
            expect(aboutOf(progress.wish)).toBe(questions[awaited ?? -1]?.about);
          }
          for (const [place, { signal }] of questions.entries()) {
            if (place !== awaited) expect(signal.aborted).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is not opened over the list by the row that was selected first', async () => {
    const { pds, questions } = slowPds();
    const patient = createPatientInView(pds);
    patient.ask(search('Fry'));
    questions[0]?.answer();
    await arrived();
    patient.ask(record('Amelia'));
    patient.ask(record('Amelie'));
    questions[1]?.answer();
    await arrived();
    expect(patient.current().looking.kind).toBe('matches');
    expect(patient.current().progress).toEqual({ kind: 'asking', wish: record('Amelie') });
    questions[2]?.answer();
    await arrived();
    expect(inView(patient)).toBe('Amelie');
    patient.backToMatches();
    expect(inView(patient)).toBe('Fry');
  });

  it('keeps the list in view while a wider search is asked, and when that fails', async () => {
    const { pds, questions } = slowPds();
    const patient = createPatientInView(pds);
    patient.ask(search('Fry'));
    questions[0]?.answer();
    await arrived();
    patient.ask(search('Frye'));
    expect(inView(patient)).toBe('Fry');
    questions[1]?.reject();
    await arrived();
    expect(inView(patient)).toBe('Fry');
    expect(patient.current().progress).toMatchObject({
      kind: 'failed',
      failure: { code: 'BRIDGE_INTERNAL' },
    });
    patient.askAgain();
    questions[2]?.answer();
    await arrived();
    expect(inView(patient)).toBe('Frye');
  });

  it('is the only match of a search as typed, unless another was asked for meanwhile', async () => {
    const { pds, questions } = slowPds();
    const only: PdsClient = {
      ...pds,
      search: async () => ({
        kind: 'matches',
        ...complete,
        patients: [{ ...nobody, nhsNumber: 'only' }],
      }),
    };
    const patient = createPatientInView(only);
    patient.ask(search('Fry'));
    await arrived();
    expect(patient.current()).toMatchObject({
      looking: { kind: 'matches' },
      progress: { kind: 'asking', wish: { nhsNumber: 'only' } },
    });
    patient.ask(record('other'));
    questions[0]?.answer();
    await arrived();
    expect(patient.current().looking.kind).toBe('matches');
    questions[1]?.answer();
    await arrived();
    expect(inView(patient)).toBe('other');
  });

  it.each([
    { unreadable: 1, incomplete: false },
    { unreadable: 0, incomplete: true },
  ])('is not the only match that could be read: %j', async (gaps) => {
    const { pds, questions } = slowPds();
    const patient = createPatientInView({
      ...pds,
      search: async () => ({
        kind: 'matches',
        ...gaps,
        patients: [{ ...nobody, nhsNumber: 'only' }],
      }),
    });
    patient.ask(search('Fry'));
    await arrived();
    expect(inView(patient)).toBe('Fry');
    expect(questions).toHaveLength(0);
  });

  it('is not the only match of a wider search before the person has picked it', async () => {
    const { pds, questions } = slowPds();
    const patient = createPatientInView({
      ...pds,
      search: async () => ({
        kind: 'matches',
        ...complete,
        patients: [{ ...nobody, nhsNumber: 'only' }],
      }),
    });
    const wish = search('Fry');
    if (wish.kind === 'search') {
      patient.ask({ ...wish, criteria: { ...wish.criteria, fuzzy: true } });
    }
    await arrived();
    expect(inView(patient)).toBe('Fry');
    expect(questions).toHaveLength(0);
  });

  it('leaves nothing of itself when the screen goes', async () => {
    const { pds, questions } = slowPds();
    const patient = createPatientInView(pds);
    let changes = 0;
    const unsubscribe = patient.subscribe(() => {
      changes += 1;
    });
    patient.ask(record('a'));
    patient.startOver();
    unsubscribe();
    questions[0]?.answer();
    await arrived();
    expect(changes).toBe(2);
    expect(patient.current()).toEqual({ looking: { kind: 'find' }, progress: { kind: 'idle' } });
  });
});
