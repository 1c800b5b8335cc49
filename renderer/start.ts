import { followAbout } from './about-store.ts';
import { bridge } from './bridge.ts';
import { firstPageFor, logInButtonIn, showFirstPage } from './first-page.ts';
import { followState } from './main-state.ts';

/** Milliseconds after which React is loaded even while main has not said what to show. */
const mainAllowance = 250;
/** Milliseconds to wait for a frame; a window that is minimised draws none. */
const frameAllowance = 200;

const session = followState(bridge().session);
const about = followAbout(bridge().app);
const container = document.getElementById('caredesk');

/** The log-in that was asked for before React was there: whether main has begun it. */
let early: Promise<boolean> | null = null;
const reactIsThere = new AbortController();

function logInEarly(): void {
  early ??= bridge()
    .signIn.start()
    .then(
      ({ ok }) => ok,
      () => false,
    );
}

/** Resolves when what is in the page now has been painted, or is not going to be soon. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, frameAllowance);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        performance.mark('caredesk/sign-in-ready');
        resolve();
      }),
    );
  });
}

function hasMainSaid(): boolean {
  return session.current().kind !== 'asking' && about.current() !== null;
}

/** Resolves when main has said what to show first. */
function mainHasSaid(): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (hasMainSaid()) resolve();
    };
    session.subscribe(look);
    about.subscribe(look);
    look();
  });
}

/** Shows the page that was drawn ahead where it is the right one, with a button that answers. */
async function startAhead(root: Element): Promise<boolean> {
  const page = firstPageFor(session.current(), about.current());
  if (page === null || !showFirstPage(root, page)) return false;
  const { signal } = reactIsThere;
  logInButtonIn(root)?.addEventListener('click', logInEarly, { signal });
  await painted();
  return true;
}

const loadReact = () => import('./page.tsx');

/** Loads React once main has taken too long. Later than what is painted without it. */
async function loadReactUnlessSaid(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, mainAllowance));
  if (!hasMainSaid()) await loadReact();
}

async function start(root: Element): Promise<void> {
  await Promise.race([mainHasSaid(), loadReactUnlessSaid()]);
  const isAhead = await startAhead(root);
  const { drawPage } = await loadReact();
  // The state may have moved on meanwhile: then there is nothing to take over.
  const isStill = isAhead && firstPageFor(session.current(), about.current()) !== null;
  reactIsThere.abort();
  await drawPage(root, { session, about, isDrawn: isStill });
  // Asked again by the page, which can tell why it does not work.
  if (isStill && early !== null && !(await early)) logInButtonIn(root)?.click();
}

if (container !== null) void start(container);
