import type {
  Attendance,
  InstallBlocker,
  PlannedTime,
  UnmanagedReason,
  UpdateActivity,
  Urgency,
} from '../../electron/contract/updates.ts';

const service = 'the IT service desk of your organisation';

/** Who keeps this CareDesk up to date, where it does not do so itself. */
export function unmanagedWords(reason: UnmanagedReason): string {
  switch (reason) {
    case 'msi':
    case 'policy':
      return 'Updates are managed by your organisation';
    case 'not-supported':
      return 'This copy does not update itself';
  }
}

/** The line below the sign-in page: what the updater is doing, in few words. */
export function activityWords(activity: UpdateActivity): string {
  switch (activity.kind) {
    case 'unmanaged':
      return unmanagedWords(activity.reason);
    case 'up-to-date':
      return upToDateWords(activity);
    case 'checking':
      return 'Checking for updates…';
    case 'available':
      return `Version ${activity.version} is available`;
    case 'downloading':
      return `Downloading version ${activity.version}`;
    case 'ready':
      return `Version ${activity.version} is ready to install`;
    case 'installing':
      return `Installing version ${activity.version}`;
    case 'failed':
      return 'The last update did not work';
  }
}

function upToDateWords({
  checkedAt,
  olderOffer,
}: Extract<UpdateActivity, { kind: 'up-to-date' }>): string {
  if (checkedAt === null) return 'Not checked for updates yet';
  const words = `Up to date, checked at ${clockTime.format(checkedAt)}`;
  return olderOffer === null
    ? words
    : `${words} (version ${olderOffer} is on offer, but it is older and was not taken)`;
}

/** Why an update that can be downloaded should be. */
export function availableWords(urgency: Urgency): string {
  switch (urgency) {
    case 'required':
      return 'Your organisation needs this version. You can carry on working while it is downloaded.';
    case 'overdue':
      return 'This update is more than a week old: download it today. You can carry on working meanwhile.';
    case 'normal':
      return 'You can carry on working while it is downloaded.';
  }
}

/** When a downloaded update will be installed, or why the person should choose. */
export function readyWords(
  chosen: PlannedTime | null,
  urgency: Urgency,
  attendance: Attendance,
): string {
  const when = whenWords(chosen, urgency, attendance);
  switch (attendance) {
    case 'nobody':
      return when;
    case 'somebody':
      return `${when} The last try did not work, so stay until CareDesk has started again.`;
    case 'administrator':
      return `${when} Windows will ask for an administrator. If you are not one, close that question and keep using this version: ${service} can install the new one.`;
  }
}

function whenWords(chosen: PlannedTime | null, urgency: Urgency, attendance: Attendance): string {
  switch (urgency) {
    case 'required':
      return attendance === 'nobody'
        ? 'Your organisation needs this version. It will be installed as soon as nobody is working in CareDesk.'
        : 'Your organisation needs this version. It will be installed when you log out.';
    case 'overdue':
      return 'This update is more than a week old, so it will be installed when you log out.';
    case 'normal':
      // “Tonight” was chosen before it was known that nobody may be missing.
      return chosenWords(chosen === 'tonight' && attendance !== 'nobody' ? null : chosen);
  }
}

function chosenWords(chosen: PlannedTime | null): string {
  switch (chosen) {
    case null:
      return 'CareDesk closes for about a minute while it is installed. You choose when.';
    case 'tonight':
      return 'It will be installed tonight, if this PC is on and nobody is working in CareDesk.';
    case 'at-sign-out':
      return 'It will be installed when you log out.';
  }
}

/** What to do before “Install now” can work, or null when nothing is in the way. */
export function blockerWords(blocker: InstallBlocker): string | null {
  switch (blocker) {
    case null:
      return null;
    case 'record-open':
      return 'To install now, close the patient’s record first.';
    case 'unsaved-text':
      return 'To install now, finish or clear what you have typed first.';
    case 'call-under-way':
      return 'To install now, wait until CareDesk has finished loading.';
    case 'signing-in':
      return 'To install now, finish or cancel logging in first.';
    case 'signed-in':
      return '“Install now” logs you out first.';
    case 'session-end':
      return 'Windows is closing. The update will be installed another time.';
  }
}

/** Whether “Install now” would be refused. */
export function blocksInstall(blocker: InstallBlocker): boolean {
  return blocker !== null && blocker !== 'signed-in';
}

/** Share of a download that has arrived, 0 to 100, whole. */
export function downloadedPercent(transferred: number, total: number): number {
  if (total <= 0) return 0;
  return Math.min(100, Math.floor((transferred / total) * 100));
}

const clockTime = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
