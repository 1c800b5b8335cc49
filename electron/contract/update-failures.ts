import { type FailureWords, service } from './failure-words.ts';

/** The failures of updates, a part of the table in `failures.ts`. */
export const updateFailures = {
  UPDATE_FEED_UNREACHABLE: {
    title: 'CareDesk could not look for updates',
    explanation:
      'The place updates come from could not be reached. You can keep using this version.',
    nextStep: `You can carry on working: CareDesk tries again later. If it keeps happening, tell ${service}.`,
  },
  UPDATE_FEED_UNREADABLE: {
    title: 'CareDesk could not read what it was told about updates',
    explanation:
      'The place updates come from, or something between it and this PC, sent something else. Nothing was installed.',
    nextStep: `You can carry on working. If it keeps happening, tell ${service}.`,
  },
  UPDATE_FEED_SIGNATURE_MISSING: {
    title: 'An update was refused',
    explanation: 'The list of updates is not signed, so it was not used. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_SIGNATURE_WRONG: {
    title: 'An update was refused',
    explanation:
      'The signature of the list of updates is wrong: it may have been changed on its way. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_KEY_UNKNOWN: {
    title: 'An update was refused',
    explanation:
      'The list of updates is signed with a key that this CareDesk does not know. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_WRONG_CHANNEL: {
    title: 'An update was refused',
    explanation: 'The list of updates is meant for another channel. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_WRONG_PLATFORM: {
    title: 'An update was refused',
    explanation: 'The list of updates is meant for another kind of PC. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_OLDER: {
    title: 'An update was refused',
    explanation:
      'The list of updates is older than one this PC has already seen. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_WRONG_VERSION: {
    title: 'An update was refused',
    explanation: 'The list of updates names a package of another version. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_SILENT: {
    title: 'CareDesk cannot tell whether it is up to date',
    explanation: 'It has not been able to look for updates for more than a month.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_FEED_EXPIRED: {
    title: 'CareDesk cannot tell whether it is up to date',
    explanation:
      'The list of updates has not been renewed for too long, or the clock of this PC is wrong. Nothing was installed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_DOWNLOAD_CUT: {
    title: 'The update could not be fetched',
    explanation: 'The connection broke. What has arrived is kept, and the rest is fetched later.',
    nextStep: 'You can carry on working: CareDesk tries again later.',
  },
  UPDATE_SIZE_WRONG: {
    title: 'An update was refused',
    explanation: 'The file is not as long as it should be. It was removed.',
    nextStep: `You can carry on working. If it keeps happening, tell ${service}.`,
  },
  UPDATE_HASH_WRONG: {
    title: 'An update was refused',
    explanation: 'The file is not the one that was announced. It was removed.',
    nextStep: `You can carry on working. If it keeps happening, tell ${service}.`,
  },
  UPDATE_SIGNATURE_WRONG: {
    title: 'An update was refused',
    explanation: 'The file is not signed by the maker of CareDesk. It was removed.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  UPDATE_SIGNATURE_NOT_CHECKED: {
    title: 'An update could not be checked',
    explanation:
      'Windows did not let CareDesk check who signed the file, so it was not used. It was removed.',
    nextStep: `You can carry on working. Tell ${service}: CareDesk’s updates may have to be installed for you.`,
  },
  UPDATE_NOT_KEPT: {
    title: 'The update could not be kept on this PC',
    explanation: 'Its file could not be written, perhaps because the disk is full.',
    nextStep: `You can carry on working. If it keeps happening, tell ${service}.`,
  },
  UPDATE_INSTALL_FAILED: {
    title: 'The update could not be installed',
    explanation:
      'The installation did not start, or did not come to its end. You can keep using this version.',
    nextStep: `You can carry on working. To try again, choose Check for updates, then Install now. If it keeps happening, tell ${service}.`,
  },
  UPDATE_BLOCKED: {
    title: 'Not just now',
    explanation: 'Installing would interrupt what is being done, so CareDesk did not start it.',
    nextStep: 'Finish or close what you are doing, then choose Install now again.',
  },
  UPDATE_REQUIRED: {
    title: 'CareDesk needs an update before you can log in',
    explanation: 'Your organisation has decided that this version is too old to use.',
    nextStep: `If an update is ready, choose Install now. Otherwise ask ${service} to update CareDesk on this PC.`,
  },
} as const satisfies Record<string, FailureWords>;
