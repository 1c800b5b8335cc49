import { describe, expect, it } from 'vitest';
import type { Patient } from '../../../../renderer/patient/patient-model.ts';
import { createPatientWork } from '../../../../renderer/patient/patient-work.ts';
import type { Asker, PdsClient } from '../../../../renderer/patient/pds-client.ts';
import {
  emptySearchDraft,
  type SearchCriteria,
} from '../../../../renderer/patient/search-criteria.ts';

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

const criteria: SearchCriteria = {
  family: 'Fry',
  birthDate: '1970-01-01',
  given: null,
  gender: null,
  postcode: null,
  fuzzy: false,
};

/** PDS that finds everybody at once, unless it is down; with what it was asked. */
function pdsWith({ matches = ['9990100136', '9990100144'] } = {}) {
  const asked: string[] = [];
  const askers: (Asker | undefined)[] = [];
  const line = { isDown: false };
  const down = { kind: 'failed', code: 'API_UNREACHABLE', reference: null } as const;
  const pds: PdsClient = {
    async readPatient(nhsNumber, _signal, asker) {
      asked.push(nhsNumber);
      askers.push(asker);
      return line.isDown ? down : { kind: 'found', patient: { ...nobody, nhsNumber } };
    },
    async search({ family }) {
      asked.push(family);
      if (line.isDown) return down;
      const patients = matches.map((nhsNumber) => ({ ...nobody, nhsNumber }));
      return { kind: 'matches', patients, unreadable: 0, incomplete: false };
    },
  };
  return { pds, asked, askers, line };
}

const arrived = () => new Promise((resolve) => setImmediate(resolve));

/** Work with nothing done yet, and the same after the page was replaced. */
function startWork(options?: Parameters<typeof pdsWith>[0]) {
  const { pds, asked, askers, line } = pdsWith(options);
  const open = (kept: ReturnType<ReturnType<typeof createPatientWork>['kept']> | null) =>
    createPatientWork({ pds, roleId: '1', kept });
  return {
    work: open(null),
    asked,
    askers,
    line,
    /** The work of the next page, brought back to where the one before was. */
    async replace(work: ReturnType<typeof createPatientWork>) {
      const kept = work.kept();
      work.patient.startOver();
      asked.length = 0;
      const next = open(kept);
      next.patient.returnTo(kept.place);
      await arrived();
      return next;
    },
  };
}

describe('work after the page was replaced', () => {
  it('has what was typed, halves included, and nothing is asked for it', async () => {
    const { work, asked, replace } = startWork();
    work.typeNhsNumber('999 0');
    work.typeDetails({ ...emptySearchDraft, family: 'Whitf', day: '1' });
    work.moved({ scroll: 120, focus: 'born-day' });
    const next = await replace(work);
    expect(next.typed()).toEqual(work.typed());
    expect(next.kept()).toMatchObject({ scroll: 120, focus: 'born-day' });
    expect(next.patient.current().looking.kind).toBe('find');
    expect(asked).toEqual([]);
  });

  it('reads the record anew, and still knows the list it was picked from', async () => {
    const { work, asked, replace } = startWork();
    work.ask({ kind: 'search', criteria });
    await arrived();
    work.ask({ kind: 'record', nhsNumber: '9990100144', name: 'FRY' });
    await arrived();
    const next = await replace(work);
    expect(asked).toEqual(['9990100144']);
    expect(next.patient.current().looking).toMatchObject({
      kind: 'record',
      answer: { patient: { nhsNumber: '9990100144' } },
    });
    next.patient.backToMatches();
    await arrived();
    expect(asked).toEqual(['9990100144', 'Fry']);
    expect(next.patient.current().looking).toMatchObject({
      kind: 'matches',
      result: { criteria, patients: [{}, {}] },
    });
  });

  it('shows a list as a list, also one with a single match', async () => {
    const { work, asked, replace } = startWork({ matches: ['9990100136'] });
    work.ask({ kind: 'search', criteria });
    await arrived();
    await arrived();
    work.patient.backToMatches();
    const next = await replace(work);
    expect(asked).toEqual(['Fry']);
    expect(next.patient.current()).toMatchObject({
      looking: { kind: 'matches' },
      progress: { kind: 'idle' },
    });
  });

  it('asks again for what had not come yet', async () => {
    const { work, asked, replace } = startWork();
    work.ask({ kind: 'record', nhsNumber: '9990100136', name: null });
    const next = await replace(work);
    expect(asked).toEqual(['9990100136']);
    expect(next.patient.current().looking.kind).toBe('record');
  });

  it('is where it was when what was asked for waited for a stronger log-in', async () => {
    const { work, asked, replace } = startWork();
    work.typeNhsNumber('999 010 0136');
    work.ask({ kind: 'record', nhsNumber: '9990100136', name: null });
    work.waitForStepUp(true);
    const next = await replace(work);
    expect(asked).toEqual([]);
    expect(next.patient.current()).toEqual({
      looking: { kind: 'find' },
      progress: { kind: 'idle' },
    });
    expect(next.typed().nhsNumber).toBe('999 010 0136');
    next.ask({ kind: 'record', nhsNumber: '9990100136', name: null });
    next.waitForStepUp(true);
    next.waitForStepUp(false);
    expect(next.kept().place).toMatchObject({ kind: 'record' });
  });

  it('is asked for by the page, until somebody tries again', async () => {
    const { work, askers, line, replace } = startWork();
    work.ask({ kind: 'record', nhsNumber: '9990100136', name: null });
    await arrived();
    line.isDown = true;
    const next = await replace(work);
    next.patient.askAgain();
    expect(askers).toEqual(['person', 'page', 'person']);
  });

  it('keeps everything typed when the record cannot be read, and can be tried again', async () => {
    const { work, line, replace } = startWork();
    work.typeNhsNumber('999 010 0136');
    work.typeDetails({ ...emptySearchDraft, family: 'Whitf' });
    work.ask({ kind: 'record', nhsNumber: '9990100136', name: null });
    await arrived();
    line.isDown = true;
    let next = await replace(work);
    expect(next.patient.current().progress).toMatchObject({
      kind: 'failed',
      failure: { code: 'API_UNREACHABLE' },
    });
    expect(next.typed()).toEqual(work.typed());
    // Locked once more before the network is back: the patient is not forgotten for that.
    next = await replace(next);
    line.isDown = false;
    next.patient.askAgain();
    await arrived();
    expect(next.patient.current().looking.kind).toBe('record');
  });

  it('clears what was asked for, and only that, when another patient is looked for', async () => {
    const { work, replace } = startWork();
    work.typeNhsNumber('999 010 0136');
    work.ask({ kind: 'record', nhsNumber: '9990100136', name: null });
    work.typeDetails({ ...emptySearchDraft, family: 'typed since' });
    await arrived();
    const next = await replace(work);
    next.findAnother();
    expect(next.typed()).toEqual({
      nhsNumber: '',
      draft: { ...emptySearchDraft, family: 'typed since' },
    });
  });
});

describe('a record in view', () => {
  it('stays there while it is read anew, and when that fails', async () => {
    const { work, asked, line } = startWork();
    work.ask({ kind: 'search', criteria });
    await arrived();
    work.ask({ kind: 'record', nhsNumber: '9990100136', name: 'FRY' });
    await arrived();
    line.isDown = true;
    work.patient.readAgain();
    expect(work.patient.current()).toMatchObject({
      looking: { kind: 'record' },
      progress: { kind: 'asking' },
    });
    await arrived();
    expect(work.patient.current()).toMatchObject({
      looking: { kind: 'record' },
      progress: { kind: 'failed' },
    });
    line.isDown = false;
    work.patient.askAgain();
    await arrived();
    expect(asked).toEqual(['Fry', '9990100136', '9990100136', '9990100136']);
    expect(work.patient.current().progress.kind).toBe('idle');
    work.patient.backToMatches();
    expect(work.patient.current().looking.kind).toBe('matches');
  });

  it('is left one step at a time: record, list, form', async () => {
    const { work } = startWork();
    work.typeDetails({ ...emptySearchDraft, family: 'Fry' });
    work.ask({ kind: 'search', criteria });
    await arrived();
    work.ask({ kind: 'record', nhsNumber: '9990100136', name: 'FRY' });
    await arrived();
    work.patient.back();
    expect(work.patient.current().looking.kind).toBe('matches');
    // What is being asked for is given up first.
    work.ask({ kind: 'record', nhsNumber: '9990100144', name: 'FRY' });
    work.patient.back();
    await arrived();
    expect(work.patient.current()).toMatchObject({
      looking: { kind: 'matches' },
      progress: { kind: 'idle' },
    });
    work.patient.back();
    expect(work.patient.current().looking.kind).toBe('find');
    expect(work.typed().draft.family).toBe('Fry');
    const before = work.patient.current();
    work.patient.back();
    expect(work.patient.current()).toBe(before);
  });
});
