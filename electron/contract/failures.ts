import { type FailureWords, service } from './failure-words.ts';
import { updateFailures } from './update-failures.ts';

/**
 * Every way CareDesk can fail, with the words a person reads.
 *
 * A failure crosses the bridge as its stable `code` (and at most one safe detail); the words are
 * looked up here, so main and renderer can never disagree and no upstream text reaches the screen.
 * Tone and structure: NHS digital service manual, "Error message" and "How to write good
 * questions": say what happened, then what to do next.
 */
export const failures = {
  // Sign-in: reaching the provider
  PROVIDER_UNREACHABLE: {
    title: 'Care Identity could not be reached',
    explanation: 'CareDesk could not connect to the sign-in service.',
    nextStep: `Check that this PC is connected to the network, then try again. If it keeps happening, tell ${service}.`,
  },
  PROVIDER_NOT_UNDERSTOOD: {
    title: 'Care Identity gave an answer CareDesk could not read',
    explanation:
      'The sign-in service, or something between it and this PC, sent a page instead of an answer.',
    nextStep: `Try again. If this PC asks you to sign in to a network or Wi-Fi, do that first. If it keeps happening, tell ${service}.`,
  },
  PROVIDER_NOT_SAFE: {
    title: 'The sign-in service does not offer what CareDesk needs',
    explanation:
      'It does not announce the protection (PKCE) that this way of signing in depends on.',
    nextStep: `Tell ${service} that the sign-in service must support PKCE with S256.`,
  },
  PROVIDER_ADDRESS_NOT_SAFE: {
    title: 'The sign-in service named an address that is not safe',
    explanation:
      'One of its addresses is not encrypted (https), so CareDesk opened nothing and sent nothing.',
    nextStep: `Do not try to get round this. Tell ${service}, with the name of the address shown here.`,
  },
  PROVIDER_TIMEOUT: {
    title: 'Care Identity took too long to answer',
    explanation: 'The sign-in service did not answer in time.',
    nextStep: 'Wait a moment, then try again.',
  },
  NETWORK_OFFLINE: {
    title: 'This PC is not connected to the network',
    explanation: 'CareDesk needs a network connection to sign in and to show records.',
    nextStep: 'Check the network cable or Wi-Fi, then try again.',
  },
  NETWORK_NAME_NOT_FOUND: {
    title: 'The address of the service could not be found',
    explanation: 'This PC could not look up the address of a national service.',
    nextStep: `Check that this PC is connected to the network, then try again. If it keeps happening, tell ${service}.`,
  },
  NETWORK_CERTIFICATE_NOT_TRUSTED: {
    title: 'The connection is not private',
    explanation: 'This PC does not trust the certificate it was shown, so CareDesk stopped.',
    nextStep: `Do not try to get round this. Tell ${service}.`,
  },
  NETWORK_PROXY_SIGN_IN: {
    title: 'Enter your network user name and password',
    explanation: 'A proxy between this PC and the internet asked for a user name and password.',
    nextStep: `Try again and enter the user name and password you use for the network. If they are not accepted, tell ${service}.`,
  },
  NETWORK_PROXY_UNREACHABLE: {
    title: 'CareDesk cannot reach the internet',
    explanation:
      'This PC reaches the internet through a proxy. The proxy, or the file that says which one to use, did not answer or would not connect CareDesk.',
    nextStep: `Check that this PC is connected to your organisation’s network, then try again. If it keeps happening, tell ${service}.`,
  },
  NETWORK_LOG_IN_NEEDED: {
    title: 'The network wants you to log in first',
    explanation:
      'A web page came back instead of an answer. Networks and Wi-Fi do this until you have logged in to them, or when they block a service.',
    nextStep: `Open any website in your browser and log in to the network if it asks you to, then try again. If no log-in page appears, tell ${service}.`,
  },
  NETWORK_ANSWER_TOO_LONG: {
    title: 'CareDesk stopped reading an answer that was too long',
    explanation:
      'What came back is far longer than any answer of this service, so CareDesk did not use it.',
    nextStep: `Try again. If it keeps happening, tell ${service}.`,
  },

  // Sign-in: the person, the browser and the answer
  SIGN_IN_REFUSED: {
    title: 'Sign-in was cancelled or refused',
    explanation: 'Care Identity told CareDesk that you did not sign in.',
    nextStep:
      'Try again. If you did not cancel, check with your Registration Authority that your authenticator is working.',
  },
  SIGN_IN_PROVIDER_ERROR: {
    title: 'Care Identity could not sign you in',
    explanation: 'The sign-in service reported a problem of its own.',
    nextStep: `Wait a moment, then try again. If it keeps happening, tell ${service}.`,
  },
  SIGN_IN_ANSWER_NOT_OURS: {
    title: 'An answer was ignored',
    explanation:
      'Something sent CareDesk a sign-in answer that does not belong to this sign-in. It was ignored and nothing was shared.',
    nextStep: 'Finish signing in in the browser tab that CareDesk opened, or select Try again.',
  },
  SIGN_IN_ISSUER_MISMATCH: {
    title: 'The sign-in answer came from the wrong place',
    explanation:
      'The answer did not come from the sign-in service CareDesk asked, so it was not used.',
    nextStep: `Try again. If it happens again, stop and tell ${service}.`,
  },
  SIGN_IN_CODE_REFUSED: {
    title: 'That sign-in has already been used or is too old',
    explanation: 'Care Identity refused to finish this sign-in.',
    nextStep: 'Try again from the start.',
  },
  SIGN_IN_CLIENT_REFUSED: {
    title: 'CareDesk is not accepted by Care Identity',
    explanation: 'The sign-in service does not accept the way CareDesk is registered.',
    nextStep: `Tell ${service} that the client registration was refused.`,
  },
  CLIENT_NOT_PROVISIONED: {
    title: 'CareDesk has not been registered on this PC',
    explanation: 'The secret or key that CareDesk proves itself with is not in the password store.',
    nextStep: `Ask ${service} to provision CareDesk on this PC.`,
  },
  COMMAND_FILE_UNREADABLE: {
    title: 'The file could not be read',
    explanation: 'Nothing was changed.',
    nextStep: 'Check the name of the file and that you may read it, then run the command again.',
  },
  PROVISIONING_INVALID: {
    title: 'The provisioning file is not right',
    explanation: 'Nothing was put into the password store.',
    nextStep: 'Correct the value named here and run the command again.',
  },
  SIGN_IN_TOKEN_INVALID: {
    title: 'The sign-in could not be verified',
    explanation:
      'CareDesk checked the proof of sign-in and it was not right, so you were not signed in.',
    nextStep: `Try again. If it happens again, stop and tell ${service}.`,
  },
  SIGN_IN_PERSON_MISMATCH: {
    title: 'The sign-in answers do not belong together',
    explanation:
      'Two answers from Care Identity named different people, so you were not signed in.',
    nextStep: `Try again. If it happens again, stop and tell ${service}.`,
  },
  SIGN_IN_ASSURANCE_TOO_LOW: {
    title: 'A stronger way to sign in is needed',
    explanation: 'The authenticator you used is not strong enough for CareDesk.',
    nextStep: 'Try again with a security key, Windows Hello, a smartcard or a passkey.',
  },
  SIGN_IN_IDENTITY_NOT_VERIFIED: {
    title: 'Your identity has not been verified to the level needed',
    explanation: 'National services need a Care Identity verified by a Registration Authority.',
    nextStep: 'Contact your Registration Authority.',
  },
  SIGN_IN_ASSURANCE_UNREADABLE: {
    title: 'Care Identity did not say clearly how sure it is of you',
    explanation: 'A level of assurance in its answer could not be read, so you were not signed in.',
    nextStep: `Try again. If it happens again, tell ${service}, with the name shown here.`,
  },
  SIGN_IN_NOT_FRESH: {
    title: 'You need to sign in again',
    explanation:
      'Care Identity reused an earlier sign-in, and CareDesk needs a new one on shared PCs.',
    nextStep: 'Try again and use your authenticator when the browser asks.',
  },
  SIGN_IN_CLOCK_WRONG: {
    title: 'The clock of this PC may be wrong',
    explanation: 'The time on this PC does not fit the time of the services you log in to.',
    nextStep: `Check the date and time of this PC. If they are wrong, tell ${service}, with the difference if one is shown here.`,
  },
  SIGN_IN_PORT_UNAVAILABLE: {
    title: 'CareDesk could not listen for the answer',
    explanation: 'This PC did not let CareDesk wait for the browser’s answer.',
    nextStep: `Try again. If it keeps happening, restart this PC or tell ${service}.`,
  },
  SIGN_IN_BROWSER_NOT_OPENED: {
    title: 'The browser did not open',
    explanation: 'CareDesk could not open the web browser of this PC.',
    nextStep: 'Select Copy link, open a browser yourself and paste the link into its address bar.',
  },
  SIGN_IN_INTERNAL: {
    title: 'CareDesk could not finish signing you in',
    explanation: 'Something unexpected went wrong in CareDesk. Nothing was kept.',
    nextStep: `Try again. If it keeps happening, tell ${service}.`,
  },
  TOKEN_EXCHANGE_REFUSED: {
    title: 'The national services did not accept your sign-in',
    explanation: 'You signed in, but the national API platform refused the sign-in.',
    nextStep: `Try again. If it keeps happening, tell ${service}.`,
  },
  TOKEN_EXCHANGE_UNREACHABLE: {
    title: 'The national services could not be reached',
    explanation: 'You signed in, but CareDesk could not connect to the national API platform.',
    nextStep: 'Wait a moment, then try again.',
  },
  SESSION_ENDED: {
    title: 'Your session has ended',
    explanation:
      'National services ask you to sign in again after 12 hours, or when a sign-in is withdrawn.',
    nextStep: 'Log in again to continue.',
  },
  RESUME_OTHER_PERSON: {
    title: 'You are signed in to Care Identity as someone else',
    explanation:
      'The browser of this PC is signed in as another person, so CareDesk did not continue and has forgotten the earlier session.',
    nextStep:
      'Log in to start a session of your own. If that is not you in the browser, close all its windows first.',
  },

  STEP_UP_CANCELLED: {
    title: 'A stronger sign-in is needed for this',
    explanation:
      'This service opens only after signing in with a security key, Windows Hello or a smartcard.',
    nextStep:
      'Select Try again when you have your authenticator at hand. What you entered has been kept.',
  },
  STEP_UP_OTHER_PERSON: {
    title: 'Somebody else signed in',
    explanation: 'The stronger sign-in was made by another person, so it was not used.',
    nextStep:
      'Try again with your own authenticator, or sign out so that the other person can log in.',
  },

  // This PC
  KEYCHAIN_UNAVAILABLE: {
    title: 'This PC’s password store could not be used',
    explanation: 'Your sign-in is held in memory only and ends when CareDesk closes.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  KEYCHAIN_NOT_CLEARED: {
    title: 'Part of the sign-in could not be removed from this PC',
    explanation:
      'You are signed out of CareDesk, but the password store of this PC did not let CareDesk remove what it kept.',
    nextStep: `Lock this PC or sign out of Windows, and tell ${service}.`,
  },
  POLICY_MISSING: {
    title: 'CareDesk has not been set up on this PC',
    explanation:
      'An administrator needs to provide a policy that names your organisation’s services.',
    nextStep: `Ask ${service} to set up CareDesk on this PC.`,
  },
  POLICY_UNREADABLE: {
    title: 'CareDesk’s settings could not be read',
    explanation: 'The policy file on this PC is locked or not valid JSON.',
    nextStep: `Ask ${service} to check CareDesk’s policy on this PC.`,
  },
  POLICY_NOT_SAFE: {
    title: 'CareDesk’s settings could have been changed by anybody',
    explanation:
      'The policy file on this PC is a link, or people other than administrators may change it, so CareDesk does not use it.',
    nextStep: `Ask ${service} to put the policy where only administrators can write.`,
  },
  POLICY_NOT_PROTECTED: {
    title: 'CareDesk has to be installed for everybody on this PC',
    explanation:
      'This copy was installed for one person. Somebody else who uses this PC could have written its policy, so CareDesk does not open the live national services with it.',
    nextStep: `Ask ${service} to install CareDesk for everybody on this PC.`,
  },
  POLICY_INVALID: {
    title: 'CareDesk’s settings are not right',
    explanation: 'Something in the policy on this PC is not allowed.',
    nextStep: `Ask ${service} to correct what is named here.`,
  },
  BUILD_NOT_SIGNED: {
    title: 'This copy of CareDesk is for training only',
    explanation:
      'It is not signed by its supplier, so it does not open the live national services.',
    nextStep: `Ask ${service} to install a signed CareDesk.`,
  },

  RBAC_TABLES_DAMAGED: {
    title: 'The table of what roles may do is damaged',
    explanation:
      'CareDesk uses the table from before the last import, so some things may not be possible.',
    nextStep: `You can carry on working. Ask ${service} to import the table again.`,
  },

  // The bridge
  BRIDGE_SENDER_REFUSED: {
    title: 'CareDesk refused a request',
    explanation: 'A request came from somewhere other than CareDesk’s own window.',
    nextStep: 'Close CareDesk and open it again.',
  },
  BRIDGE_ARGUMENT_INVALID: {
    title: 'CareDesk could not do that',
    explanation: 'What was asked did not make sense to CareDesk, so nothing was changed.',
    nextStep: `Try again. If it keeps happening, tell ${service}.`,
  },
  BRIDGE_NOT_POSSIBLE_NOW: {
    title: 'That is not possible right now',
    explanation: 'CareDesk has moved on since you chose that.',
    nextStep: 'Look at the screen again and choose from what it offers.',
  },
  BRIDGE_INTERNAL: {
    title: 'CareDesk could not do that',
    explanation: 'Something unexpected went wrong in CareDesk.',
    nextStep: `Try again. If it keeps happening, close CareDesk and open it again, or tell ${service}.`,
  },

  // Role
  ROLE_NOT_YOURS: {
    title: 'That role is not one of yours',
    explanation: 'The role you chose is not in the list Care Identity gave CareDesk.',
    nextStep: 'Choose a role from the list.',
  },

  // Patients and national APIs
  NHS_NUMBER_INVALID: {
    title: 'Check the NHS number',
    explanation: 'This is not a valid NHS number.',
    nextStep: 'Check the 10 digits and enter them again.',
  },
  PATIENT_NOT_FOUND: {
    title: 'No patient found',
    explanation: 'The national record has no patient with this NHS number.',
    nextStep: 'Check the number, or search by name and date of birth.',
  },
  PATIENT_INVALIDATED: {
    title: 'This NHS number is no longer valid',
    explanation: 'The record was marked as invalid and cannot be opened.',
    nextStep: 'Search by name and date of birth to find the patient’s current NHS number.',
  },
  SEARCH_TOO_MANY_MATCHES: {
    title: 'Too many patients match',
    explanation: 'There are too many matches to show safely.',
    nextStep: 'Add more details, such as first name or postcode, and search again.',
  },
  SEARCH_NOT_ENOUGH: {
    title: 'More details are needed',
    explanation: 'The national record needs at least a family name and a date of birth.',
    nextStep: 'Add the missing details and search again.',
  },
  API_REQUEST_REFUSED: {
    title: 'The national service did not accept the request',
    explanation: 'The details that were sent were not accepted.',
    nextStep: 'Check what you entered and try again.',
  },
  API_FORBIDDEN: {
    title: 'Your role cannot do this',
    explanation: 'The national service does not allow this for the role you are using.',
    nextStep:
      'If you have another role, select Change role. Otherwise contact your Registration Authority.',
  },
  API_BUSY: {
    title: 'The national service is busy',
    explanation: 'Too many requests are being made at the moment.',
    nextStep: 'Wait a few seconds, then select Try again. What you entered has been kept.',
  },
  API_UNAVAILABLE: {
    title: 'The national service is not available',
    explanation: 'The service is having problems. This is not caused by what you entered.',
    nextStep: 'Wait a few seconds, then select Try again. What you entered has been kept.',
  },
  API_UNREACHABLE: {
    title: 'The national service could not be reached',
    explanation: 'CareDesk could not connect to the service.',
    nextStep: 'Check that this PC is connected to the network, then select Try again.',
  },
  API_TIMEOUT: {
    title: 'The national service took too long to answer',
    explanation: 'The service did not answer in time.',
    nextStep: 'Wait a few seconds, then select Try again.',
  },
  API_ANSWER_NOT_UNDERSTOOD: {
    title: 'The national service gave an answer CareDesk could not read',
    explanation: 'The record cannot be shown safely, so it is not shown.',
    nextStep: `Try again. If it keeps happening, tell ${service}.`,
  },
  API_NOT_SIGNED_IN: {
    title: 'You are not signed in',
    explanation: 'CareDesk needs you to log in and choose a role first.',
    nextStep: 'Log in again to continue.',
  },
  API_SERVICE_UNKNOWN: {
    title: 'CareDesk does not know this service',
    explanation: 'The request does not belong to a service your organisation has set up.',
    nextStep: `Tell ${service}.`,
  },

  ...updateFailures,
} as const satisfies Record<string, FailureWords>;

/** Stable identifier of a failure: safe to log, to show and to quote to a service desk. */
export type FailureCode = keyof typeof failures;

export const failureCodes = Object.keys(failures) as readonly FailureCode[];

/** The words for a failure code. */
export function wordsFor(code: FailureCode): FailureWords {
  return failures[code];
}

/** Whether a string from outside is one of our failure codes. */
export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && Object.hasOwn(failures, value);
}
