import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { termPatients } from '../../sandbox/apis/pds/term-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { expectGoodAtEverySize } from './every-size.ts';
import { heapOf } from './heap.ts';
import { askForPatient, button, heading, signInToWork } from './screen.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  page = await signInToWork(harness);
});

afterAll(() => harness.close());

/** Opens a record from the find page and gives its banner. */
async function open(nhsNumber: string) {
  const another = button(page, /^(Find another patient|Change search)$/);
  if ((await another.count()) > 0) await another.click();
  await askForPatient(page, nhsNumber);
  const banner = page.getByRole('region', { name: 'Patient' });
  await banner.waitFor();
  return banner;
}

/** Searches for somebody who is the only match, and goes back from the record to the list. */
async function searchForOne(family: string, birthDate: string): Promise<void> {
  await search(family, birthDate);
  await heading(page, 'Patient record').waitFor();
  await button(page, 'Back to search results').click();
  await page.getByRole('table').waitFor();
}

async function search(family: string, birthDate: string): Promise<void> {
  const another = button(page, /^(Find another patient|Change search)$/);
  if ((await another.count()) > 0) await another.click();
  await page.getByLabel('Family name').fill(family);
  const [year = '', month = '', day = ''] = birthDate.split('-');
  await page.getByLabel('Day').fill(day);
  await page.getByLabel('Month').fill(month);
  await page.getByLabel('Year').fill(year);
  await button(page, 'Search').click();
}

async function resize(width: number, height: number, zoom: number): Promise<void> {
  await harness.app.evaluate(
    ({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(size.width, size.height);
      window?.webContents.setZoomFactor(size.zoom);
    },
    { width, height, zoom },
  );
  await expect
    .poll(() => page.evaluate(() => innerWidth))
    .toBeLessThanOrEqual(Math.ceil(width / zoom));
}

/** Where the document has been scrolled to, once it has come to rest. */
async function restingPlace(): Promise<number> {
  let last = -1;
  await expect
    .poll(async () => {
      const before = last;
      last = await page.evaluate(() => Math.round(scrollY));
      return last === before;
    })
    .toBe(true);
  return last;
}

async function pressed(key: string): Promise<number> {
  await page.keyboard.press(key);
  return restingPlace();
}

/** What the sandbox's PDS holds of where a patient is, and must not reach the page. */
function locationOf(nhsNumber: string): readonly string[] {
  const record = termPatients.find((each) => each.nhsNumber === nhsNumber);
  return [
    ...(record?.addresses ?? []).flatMap(({ lines, postcode }) => [lines[0] ?? '', postcode]),
    ...(record?.contacts ?? []).map(({ value }) => value),
  ];
}

describe('a record that is not said to be unrestricted', () => {
  it.each([
    ['restrictedWithLocation', 'HARTLEY', '1991-02-11', 'Restricted'],
    ['noLabel', 'WILK', '1979-09-30', 'Restriction not known'],
    ['unknownLabel', 'OBI', '1968-01-19', 'Restriction not known'],
  ] as const)(
    '%s: nothing of where the patient is reaches the page, and the banner says why',
    async (name, family, birthDate, mark) => {
      const nhsNumber = patientNumbers[name];
      const location = locationOf(nhsNumber);
      expect(location.length).toBeGreaterThan(1);
      await searchForOne(family, birthDate);
      const row = page.getByRole('row').filter({ hasText: family });
      await row.getByText(mark, { exact: true }).waitFor();
      await row.getByRole('button').click();
      const banner = page.getByRole('region', { name: 'Patient' });
      await banner.getByText(mark, { exact: true }).waitFor();
      const answers = await page.evaluate(async (number) => {
        const texts = [`/${number}`, '?family=*'].map(async (path) =>
          (await fetch(`/api/pds/Patient${path}`)).text(),
        );
        return (await Promise.all(texts)).join('');
      }, nhsNumber);
      expect(answers).toContain(nhsNumber);
      const heap = await heapOf(page);
      expect(heap).toContain(family);
      const places = { answers, heap, page: await page.content(), title: await page.title() };
      const found = Object.entries(places).flatMap(([place, text]) =>
        location.filter((part) => text.includes(part)).map((part) => `${part} in ${place}`),
      );
      expect(found).toEqual([]);
    },
  );

  it('an unrestricted one keeps its location, so that the search above can find one', async () => {
    await open(patientNumbers.manyTerms);
    expect(await heapOf(page)).toContain('3 Today Street');
  });

  it.each([
    [1024, 768, 1],
    [1024, 768, 2],
    [1024, 768, 4],
    [640, 560, 1],
    [1400, 400, 1],
  ])(
    'keeps its mark in view at %i × %i and zoom %i, above what is read',
    async (width, height, zoom) => {
      await resize(width, height, zoom);
      try {
        const banner = await open(patientNumbers.restrictedWithLocation);
        for (const key of ['End', 'PageUp', 'Home']) {
          await pressed(key);
          const seen = await banner.getByText('Restricted', { exact: true }).evaluate((mark) => {
            const { x, y, width: across, height: down } = mark.getBoundingClientRect();
            const top = document.elementFromPoint(x + across / 2, y + down / 2);
            return top === mark || (top !== null && mark.contains(top));
          });
          expect(seen, `mark after ${key}`).toBe(true);
        }
        const covered = await banner.evaluate(
          (box) => box.getBoundingClientRect().height / innerHeight,
        );
        expect(covered).toBeLessThanOrEqual(0.5);
        await button(page, 'Find another patient').focus();
        const obscured = await page.evaluate(() => {
          const focused = document.activeElement?.getBoundingClientRect();
          const box = document.querySelector('.cd-banner')?.getBoundingClientRect();
          return (focused?.top ?? 0) < (box?.bottom ?? 0);
        });
        expect(obscured).toBe(false);
      } finally {
        await resize(1024, 768, 1);
      }
    },
  );
});

describe('at 400 % in a small window', () => {
  it('breaks the longest name, and shows all of the session details', async () => {
    await resize(1180, 860, 4);
    try {
      await open(patientNumbers.longName);
      const beside = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(beside, 'scrolls sideways').toBeLessThanOrEqual(0);
      await button(page, /^Ben Carter/).press('Enter');
      const details = page.getByRole('region', { name: 'Session details' });
      await details.waitFor();
      const isInWindow = await details.evaluate((box) => {
        const { top, bottom } = box.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      });
      expect(isInWindow, 'all of the details in the window').toBe(true);
      await page.keyboard.press('Escape');
    } finally {
      await resize(1024, 768, 1);
    }
  });
});

describe('what holds for a time', () => {
  it.each([
    ['noNameInUse', 'Name not known', 'No name is in use today'],
    ['manyTerms', 'ELDRIDGE, Marcus (Dr)', '(from 01-Jan-2099)'],
    ['removed', 'DRUMMOND, Fergus (Mr)', 'Transferred to Scotland'],
    ['practiceEnded', 'POOLE, Harriet (Mrs)', 'Registration ended'],
    ['partlyUnreadable', 'NULLIS, Anna', 'Part of this record could not be read'],
    ['diedLateInJune', '16-Jun-2025', 'This patient has died'],
  ] as const)(
    '%s: says so, and never more',
    { timeout: 90_000 },
    async (name, inBanner, inRecord) => {
      const banner = await open(patientNumbers[name]);
      await banner.getByText(inBanner, { exact: true }).waitFor();
      await page.getByText(inRecord).first().waitFor();
      if (name === 'removed' || name === 'practiceEnded') {
        expect(await page.getByText('Registered since').count()).toBe(0);
      }
      await expectGoodAtEverySize(harness, page, name);
    },
  );
});

describe('the scrolling keys', () => {
  /** From the top: a page down and up, a space, a line, the end and the beginning. */
  async function expectToScroll(where: string): Promise<void> {
    await page.evaluate(() => scrollTo(0, 0));
    const page1 = await pressed('PageDown');
    expect(page1, `PageDown, ${where}`).toBeGreaterThan(100);
    expect(await pressed('PageUp'), `PageUp, ${where}`).toBe(0);
    expect(await pressed('ArrowDown'), `ArrowDown, ${where}`).toBeGreaterThan(10);
    expect(await pressed('ArrowUp'), `ArrowUp, ${where}`).toBe(0);
    const end = await pressed('End');
    expect(end, `End, ${where}`).toBeGreaterThanOrEqual(page1);
    expect(await pressed('Home'), `Home, ${where}`).toBe(0);
  }

  async function expectToScrollFromEverywhere(screen: string): Promise<void> {
    await expectToScroll(`${screen}, as it opened`);
    expect(await pressed('Space'), `Space, ${screen}`).toBeGreaterThan(100);
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator('.cd-bar__name').click();
    await expectToScroll(`${screen}, after a click on the bar`);
    await button(page, /^(Log|Sign) out$/).focus();
    await expectToScroll(`${screen}, from a button of the bar`);
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    await expectToScroll(`${screen}, with no focus at all`);
    expect(await pressed('Space'), `Space, ${screen}, no focus`).toBeGreaterThan(100);
  }

  it.each([
    [1024, 600, 1],
    [1024, 768, 2],
  ])('move the record at %i × %i and zoom %i', async (width, height, zoom) => {
    await resize(width, height, zoom);
    try {
      const banner = await open(patientNumbers.deceasedFormal);
      await banner.click();
      await expectToScroll('after a click on the banner');
      await expectToScrollFromEverywhere('record');
    } finally {
      await resize(1024, 768, 1);
    }
  });

  it('move the list of matches', async () => {
    await resize(800, 560, 2);
    try {
      await search('THACKRAY', '2016-02-29');
      await page.getByRole('table').waitFor();
      await expectToScrollFromEverywhere('list');
    } finally {
      await resize(1024, 768, 1);
    }
  });
});
