import { otherThan, type PersonAtWork, type Phase, type Round } from './kill-plan.ts';

/**
 * What people do at CareDesk. Each resolves when it is done and nothing of it is under way any more,
 * and rejects when CareDesk is killed meanwhile.
 */
export interface Workplace {
  /** Starts CareDesk. Gives the name of whom the first page offers to go on, or null. */
  start(): Promise<string | null>;
  /** Goes on with the log-in that is offered. False when it cannot be gone on with. */
  goOn(person: PersonAtWork): Promise<boolean>;
  logIn(person: PersonAtWork): Promise<void>;
  /** Chooses a role if there is more than one. */
  chooseRole(): Promise<void>;
  readPatient(): Promise<void>;
  refresh(): Promise<void>;
  /** Changes the role if there is more than one. */
  changeRole(): Promise<void>;
  lock(): Promise<void>;
  /** Leaves CareDesk locked for a moment. */
  leaveLocked(): Promise<void>;
  /** The person who locked unlocks. */
  unlock(person: PersonAtWork): Promise<void>;
  /** Somebody else unlocks, and is logged in. */
  unlockAsOther(person: PersonAtWork): Promise<void>;
  logOut(): Promise<void>;
  /** Leaves CareDesk for a moment with nobody logged in. */
  leaveLoggedOut(): Promise<void>;
}

/** What is known of a journey at a moment. */
export interface Progress {
  readonly phase: Phase;
  /** Whose log-in it is, or is about to be; null while nobody has begun one. */
  readonly person: PersonAtWork | null;
}

interface JourneyDependencies {
  readonly workplace: Workplace;
  /** A phase begins. */
  enter(progress: Progress): void;
  /** CareDesk has started, and offers to go on as this person or nobody. */
  started(offered: string | null): Promise<void>;
}

/** Goes through a whole day of a round, phase by phase. */
export async function travel(
  round: Round,
  { workplace, enter, started }: JourneyDependencies,
): Promise<void> {
  enter({ phase: 'starting', person: null });
  const offered = await workplace.start();
  await started(offered);
  const person = await logInOrGoOn(round, offered, workplace, enter);

  enter({ phase: 'reading', person });
  await workplace.readPatient();
  enter({ phase: 'refreshing', person });
  await workplace.refresh();
  enter({ phase: 'changing-role', person });
  await workplace.changeRole();
  enter({ phase: 'locking', person });
  await workplace.lock();
  enter({ phase: 'locked', person });
  await workplace.leaveLocked();
  let last = person;
  if (round.unlocks === 'same') {
    enter({ phase: 'unlocking', person });
    await workplace.unlock(person);
  } else {
    last = otherThan(person);
    enter({ phase: 'changing-person', person: last });
    await workplace.unlockAsOther(last);
  }
  enter({ phase: 'logging-out', person: last });
  await workplace.logOut();
  enter({ phase: 'logged-out', person: null });
  await workplace.leaveLoggedOut();
}

async function logInOrGoOn(
  round: Round,
  offered: string | null,
  workplace: Workplace,
  enter: JourneyDependencies['enter'],
): Promise<PersonAtWork> {
  const remembered = offered === null || !round.goesOn ? null : nameOf(offered);
  if (remembered !== null) {
    enter({ phase: 'going-on', person: remembered });
    if (await workplace.goOn(remembered)) {
      await workplace.chooseRole();
      return remembered;
    }
  }
  const { person } = round;
  enter({ phase: 'logging-in', person });
  await workplace.logIn(person);
  enter({ phase: 'choosing-role', person });
  await workplace.chooseRole();
  return person;
}

/** Who is called this at CareDesk. @throws Error when it is nobody of the rounds */
export function nameOf(shown: string): PersonAtWork {
  switch (shown) {
    case 'Amara Okafor':
      return 'Dr Amara Okafor';
    case 'Ben Carter':
      return 'Ben Carter';
    default:
      throw new Error(`Offers to go on as ${shown}`);
  }
}
