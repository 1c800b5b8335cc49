import { type FailureWords, named, service, withNames } from './failure-words.ts';
import { careIdentity, type ShownProvider } from './provider.ts';
import { updateFailures } from './update-failures.ts';

const { provider, authority, renewer, authenticator, strongAuthenticator } = named;

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
    title: `${provider} could not be reached`,
    explanation: 'CareDesk could not connect to the log-in service.',
    nextStep: `Check that this PC is connected to the network, then try again. If it keeps happening, tell ${service}.`,
  },
  PROVIDER_NOT_UNDERSTOOD: {
    title: `${provider} gave an answer CareDesk could not read`,
    explanation:
      'The log-in service, or something between it and this PC, sent a page instead of an answer.',
    nextStep: `Try again. If this PC asks you to log in to a network or Wi-Fi, do that first. If it keeps happening, tell ${service}.`,
  },
  PROVIDER_NOT_FOUND: {
    title: 'There is no log-in service at the address CareDesk was given',
    explanation: `Something answered, but it does not know ${provider}. You have done nothing wrong.`,
    nextStep: `Tell ${service}: the issuer in CareDesk’s policy, shown here, may be mistyped. Capital letters count.`,
  },
  PROVIDER_ISSUER_DIFFERS: {
    title: `CareDesk’s policy does not match ${provider}`,
    explanation:
      'The policy names one issuer, the log-in service another. Both are shown here and must be the same, character by character. You have done nothing wrong.',
    nextStep: `Tell ${service}: if the one that was told is right, it belongs in CareDesk’s policy.`,
  },
  PROVIDER_ENDPOINT_MISSING: {
    title: `${provider} does not offer what CareDesk needs`,
    explanation: 'It does not announce an address that CareDesk depends on.',
    nextStep: `You have done nothing wrong. Tell ${service}, with the name of the address shown here.`,
  },
  PROVIDER_NOT_SAFE: {
    title: `${provider} does not offer the protection CareDesk needs`,
    explanation:
      'It does not announce the protection (PKCE) that this way of logging in depends on.',
    nextStep: `Tell ${service} that the log-in service must support PKCE with S256.`,
  },
  PROVIDER_ADDRESS_NOT_SAFE: {
    title: `${provider} named an address that is not safe`,
    explanation:
      'One of its addresses is not encrypted (https), so CareDesk opened nothing and sent nothing.',
    nextStep: `Do not try to get round this. Tell ${service}, with the name of the address shown here.`,
  },
  PROVIDER_TIMEOUT: {
    title: `${provider} took too long to answer`,
    explanation: 'The log-in service did not answer in time.',
    nextStep: `Wait a moment, then try again. If it keeps happening, tell ${service}.`,
  },
  NETWORK_OFFLINE: {
    title: 'This PC is not connected to the network',
    explanation: 'CareDesk needs a network connection to log you in and to show records.',
    nextStep: 'Check the network cable or Wi-Fi, then try again.',
  },
  NETWORK_NAME_NOT_FOUND: {
    title: 'The address of a service could not be found',
    explanation: 'This PC could not look up the address of a service that CareDesk needs.',
    nextStep: `Check that this PC is connected to the network, then try again. If it keeps happening, tell ${service}, with the address if one is shown here.`,
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
    title: 'Logging in was cancelled or refused',
    explanation: `${provider} told CareDesk that you did not log in.`,
    nextStep: `Try again. If you did not cancel, ask ${authority} whether you may use CareDesk and whether your authenticator works.`,
  },
  SIGN_IN_CONSENT_REQUIRED: {
    title: `${provider} needs your agreement first`,
    explanation:
      'It does not tell CareDesk who you are until you, or an administrator for you, have agreed.',
    nextStep: `Try again and agree when the browser asks. If it does not ask, tell ${service}.`,
  },
  SIGN_IN_INTERACTION_REQUIRED: {
    title: 'Logging in was not finished in the browser',
    explanation: `${provider} needs something from you in the browser and could not ask for it.`,
    nextStep: `Try again and finish every step in the browser. If the browser shows no steps, tell ${service}.`,
  },
  SIGN_IN_PROVIDER_ERROR: {
    title: `${provider} could not log you in`,
    explanation: 'The log-in service reported a problem of its own.',
    nextStep: `Wait a moment, then try again. If it keeps happening, tell ${service}.`,
  },
  SIGN_IN_ANSWER_NOT_OURS: {
    title: 'An answer was ignored',
    explanation:
      'Something sent CareDesk an answer that does not belong to this log-in. It was ignored and nothing was shared.',
    nextStep: 'Continue in the browser tab that CareDesk opened, or select Try again.',
  },
  SIGN_IN_ISSUER_MISMATCH: {
    title: 'The answer came from the wrong place',
    explanation: `The answer does not say that it is from ${provider}, so it was not used.`,
    nextStep: `Try again. If it happens again, stop and tell ${service}.`,
  },
  SIGN_IN_CODE_REFUSED: {
    title: 'That log-in has already been used or is too old',
    explanation: `${provider} refused to finish it.`,
    nextStep: `Try again from the start. If it keeps happening, tell ${service}.`,
  },
  SIGN_IN_CLIENT_REFUSED: {
    title: `CareDesk is not registered at ${provider} as it needs to be`,
    explanation: `${provider} did not accept what CareDesk asked for, whoever logs in. You have done nothing wrong, and trying again does not help.`,
    nextStep: `Tell ${service}: the registration of CareDesk has to be corrected, or CareDesk’s policy.`,
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
    nextStep: 'Correct what is listed here and run the command again.',
  },
  SIGN_IN_TOKEN_INVALID: {
    title: 'Your log-in could not be verified',
    explanation:
      'CareDesk checked the proof of it and it was not right, so you were not logged in.',
    nextStep: `Try again. If it happens again, stop and tell ${service}.`,
  },
  SIGN_IN_PERSON_MISMATCH: {
    title: 'The answers do not belong together',
    explanation: `Two answers from ${provider} named different people, so you were not logged in.`,
    nextStep: `Try again. If it happens again, stop and tell ${service}.`,
  },
  SIGN_IN_USERINFO_REFUSED: {
    title: `${provider} did not let CareDesk read who you are`,
    explanation: 'It logged you in, and then refused to tell your name and roles (userinfo).',
    nextStep: `You have done nothing wrong. Tell ${service}, with what is shown here.`,
  },
  SIGN_IN_USERINFO_UNREADABLE: {
    title: `CareDesk could not read who ${provider} says you are`,
    explanation:
      'What it sent about you (userinfo) is not complete, or not signed as it should be, so you were not logged in.',
    nextStep: `You have done nothing wrong. Tell ${service}, with what is shown here.`,
  },
  SIGN_IN_ROLES_NOT_TOLD: {
    title: `${provider} did not send your roles`,
    explanation:
      'It sent no list of roles, not even an empty one. National records can only be opened in a role.',
    nextStep: `Tell ${service}: CareDesk’s registration must include the scope nationalrbacaccess. If it does, ask ${authority} whether you have a role.`,
  },
  SIGN_IN_ROLES_UNREADABLE: {
    title: 'CareDesk could not read your roles',
    explanation: `None of the roles that ${provider} sent is complete, so CareDesk cannot use them.`,
    nextStep: `You have done nothing wrong. Tell ${service}, with the name shown here.`,
  },
  SIGN_IN_ASSURANCE_TOO_LOW: {
    title: 'A stronger way to log in is needed',
    explanation: `${provider} says that the authenticator you used is not strong enough for CareDesk.`,
    nextStep: `Try again with ${authenticator}.`,
  },
  SIGN_IN_LEVEL_NOT_TOLD: {
    title: `${provider} did not say how strongly you logged in`,
    explanation:
      'CareDesk needs to be told a level of assurance and was told none. You have done nothing wrong, and another authenticator does not help.',
    nextStep: `Tell ${service}: the log-in service must send what is shown here.`,
  },
  SIGN_IN_ACR_UNKNOWN: {
    title: `${provider} named a kind of log-in that CareDesk does not know`,
    explanation:
      'CareDesk cannot tell how strong it is. You have done nothing wrong, and another authenticator does not help.',
    nextStep: `Tell ${service}: the log-in service must send a level of assurance that CareDesk knows.`,
  },
  SIGN_IN_LEVEL_NOT_OFFERED: {
    title: `${provider} cannot log you in as strongly as CareDesk asks`,
    explanation: 'It has no authenticator of yours, or none at all, that is strong enough.',
    nextStep: `If you have ${authenticator}, try again with it. Otherwise tell ${service}.`,
  },
  SIGN_IN_IDENTITY_NOT_VERIFIED: {
    title: 'Your identity has not been verified to the level needed',
    explanation: `National services need an identity that has been verified more thoroughly than ${provider} says yours is.`,
    nextStep: `Contact ${authority}.`,
  },
  SIGN_IN_IDENTITY_LEVEL_NOT_TOLD: {
    title: `${provider} did not say how well your identity was verified`,
    explanation:
      'CareDesk needs to be told a level of identity assurance and was told none. You have done nothing wrong.',
    nextStep: `Tell ${service}: the log-in service must send what is shown here.`,
  },
  SIGN_IN_ASSURANCE_UNREADABLE: {
    title: `${provider} did not say clearly how sure it is of you`,
    explanation: 'A level of assurance in its answer could not be read, so you were not logged in.',
    nextStep: `You have done nothing wrong. Tell ${service}, with the name shown here.`,
  },
  SIGN_IN_NOT_FRESH: {
    title: 'You need to log in again',
    explanation: `${provider} reused an earlier log-in, and CareDesk needs a new one on shared PCs.`,
    nextStep: `Try again and use your authenticator when the browser asks. If it does not ask, close all browser windows first. If that does not help, tell ${service}.`,
  },
  SIGN_IN_AUTH_TIME_NOT_TOLD: {
    title: `${provider} did not say when you logged in`,
    explanation:
      'CareDesk asked for the time (max_age) and was told none, so it cannot tell whether this log-in is yours. You have done nothing wrong.',
    nextStep: `Tell ${service}: the log-in service must send what is shown here.`,
  },
  SIGN_IN_AUTH_TIME_UNREADABLE: {
    title: `${provider} did not say clearly when you logged in`,
    explanation:
      'The time it gave cannot be one, so CareDesk cannot tell whether this log-in is yours. You have done nothing wrong.',
    nextStep: `Tell ${service}: what is shown here must be seconds since 1970.`,
  },
  SIGN_IN_AUTH_TIME_IN_FUTURE: {
    title: `${provider} says that you logged in at a time that has not come yet`,
    explanation: 'The times in its answer contradict each other, so you were not logged in.',
    nextStep: `Try again. If it happens again, tell ${service}, with what is shown here.`,
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
    title: 'CareDesk could not finish logging you in',
    explanation: 'Something unexpected went wrong in CareDesk. Nothing was kept.',
    nextStep: `Try again. If it keeps happening, tell ${service}.`,
  },
  TOKEN_EXCHANGE_REFUSED: {
    title: 'The NHS API platform did not accept your log-in',
    explanation: `${provider} logged you in, but the NHS API platform refused to give CareDesk access to national services.`,
    nextStep: `Try again. If it keeps happening, tell ${service}.`,
  },
  TOKEN_EXCHANGE_UNREACHABLE: {
    title: 'The NHS API platform could not be reached',
    explanation: `${provider} logged you in, but CareDesk could not connect to the NHS API platform, or it did not answer in time.`,
    nextStep: `Wait a moment, then try again. If it keeps happening, tell ${service}.`,
  },
  TOKEN_EXCHANGE_FAILED: {
    title: 'The NHS API platform could not finish your log-in',
    explanation: `${provider} logged you in, but the NHS API platform reported a problem or gave an answer CareDesk could not read.`,
    nextStep: `Wait a moment, then try again. If it keeps happening, tell ${service}.`,
  },
  SESSION_ENDED: {
    title: 'Your session has ended',
    explanation:
      'A session lasts 12 hours at most, and it ends earlier when your log-in has run out or was withdrawn.',
    nextStep: 'Log in again to continue.',
  },
  SESSION_NOT_RENEWABLE: {
    title: 'Your session will be short',
    explanation: `CareDesk got no way to renew your log-in from ${renewer} (a refresh token), so your session ends when its first access token does. CareDesk tells you before.`,
    nextStep: `You can carry on working. Tell ${service}: refresh tokens have to be allowed for CareDesk.`,
  },
  SESSION_ENDED_NOT_RENEWABLE: {
    title: 'Your session has ended early',
    explanation: `CareDesk got no way to renew your log-in from ${renewer} (a refresh token), so your session ended with its first access token.`,
    nextStep: `Log in again to continue. Tell ${service}: refresh tokens have to be allowed for CareDesk.`,
  },
  SESSION_RENEWAL_UNREACHABLE: {
    title: 'Your log-in could not be renewed',
    explanation: `CareDesk renews it from time to time and could not connect to ${renewer}, or it did not answer in time. Nothing is lost.`,
    nextStep: `Wait a moment, then try again. If it keeps happening, tell ${service}.`,
  },
  SESSION_RENEWAL_FAILED: {
    title: 'Your log-in was not renewed',
    explanation: `CareDesk renews it from time to time, and ${renewer} reported a problem or gave an answer CareDesk could not read. Nothing is lost.`,
    nextStep: `Wait a moment, then try again. If it keeps happening, tell ${service}.`,
  },
  RESUME_OTHER_PERSON: {
    title: `You are logged in to ${provider} as someone else`,
    explanation:
      'The browser of this PC is logged in as another person, so CareDesk did not continue and has forgotten the earlier session.',
    nextStep:
      'Log in to start a session of your own. If that is not you in the browser, close all its windows first.',
  },

  STEP_UP_CANCELLED: {
    title: 'A stronger log-in is needed for this',
    explanation: `This service opens only after logging in with ${strongAuthenticator}.`,
    nextStep:
      'Select Try again when you have your authenticator at hand. What you entered has been kept.',
  },
  STEP_UP_NEEDED: {
    title: 'A stronger log-in is needed to open this again',
    explanation: `What you were looking at opens only after logging in with ${strongAuthenticator}.`,
    nextStep:
      'Select Try again when you have your authenticator at hand. What you entered has been kept.',
  },
  STEP_UP_OTHER_PERSON: {
    title: 'Somebody else logged in',
    explanation:
      'The stronger log-in was made by another person, so it was not used. You are still logged in.',
    nextStep:
      'Try again with your own authenticator, or log out so that the other person can log in.',
  },

  // This PC
  KEYCHAIN_UNAVAILABLE: {
    title: 'This PC’s password store could not be used',
    explanation: 'Your log-in is held in memory only and ends when CareDesk closes.',
    nextStep: `You can carry on working. Tell ${service}.`,
  },
  KEYCHAIN_UNANSWERED: {
    title: 'This PC’s password store did not answer',
    explanation:
      'It may be locked, and ask for its own password in another window. Until it is unlocked, CareDesk keeps nothing there.',
    nextStep: `Look for a window that asks for the password of your keyring or password store, and unlock it. If there is none, tell ${service}.`,
  },
  KEYCHAIN_NOT_CLEARED: {
    title: 'Part of your log-in could not be removed from this PC',
    explanation:
      'You are logged out of CareDesk, but the password store of this PC did not let CareDesk remove what it kept. CareDesk tries again the next time it starts.',
    nextStep: `If a window asks you to unlock the password store, do so. Otherwise lock this PC, and tell ${service}.`,
  },
  LINK_NOT_OPENED: {
    title: 'The browser did not open',
    explanation: 'CareDesk could not open this link in the web browser of this PC.',
    nextStep: 'Select Copy link, open a browser yourself and paste the link into its address bar.',
  },
  USER_DATA_NOT_USABLE: {
    title: 'CareDesk cannot keep its files on this PC',
    explanation:
      'The folder named here cannot be written to: it is protected, it is not a folder, or it cannot be reached.',
    nextStep: `Tell ${service}, with the name of the folder.`,
  },
  USER_DATA_FULL: {
    title: 'There is no room for CareDesk’s files on this PC',
    explanation: 'The disk that holds the folder named here is full, or your share of it is.',
    nextStep: `Remove files you no longer need and start CareDesk again, or ask ${service}.`,
  },
  USER_DATA_IN_USE: {
    title: 'CareDesk is already open somewhere else',
    explanation: 'Another PC uses the folder named here, or CareDesk did not end properly there.',
    nextStep: `Close CareDesk on the other PC and start it again here. If it is not open anywhere, tell ${service}.`,
  },
  PROGRAM_CHANGED: {
    title: 'A part of CareDesk on this PC was changed',
    explanation:
      'A file of the program is not the one that was installed, so CareDesk does not use it. Your log-in is held in memory only and ends when CareDesk closes.',
    nextStep: `Finish what cannot wait, log out, and ask ${service} to install CareDesk again.`,
  },
  POLICY_MISSING: {
    title: 'CareDesk has not been set up on this PC',
    explanation:
      'An administrator needs to provide a policy that names your organisation’s services.',
    nextStep: `Ask ${service} to set up CareDesk on this PC.`,
  },
  POLICY_UNREADABLE: {
    title: 'CareDesk’s policy cannot be read',
    explanation: 'CareDesk may not read the policy file on this PC, or it is not JSON in UTF-8.',
    nextStep: `Ask ${service} to put right what is listed here.`,
  },
  POLICY_NOT_SAFE: {
    title: 'CareDesk’s policy could have been changed by anybody',
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
    title: 'CareDesk’s policy has an error',
    explanation: 'CareDesk cannot start work with the policy on this PC as it is.',
    nextStep: `Ask ${service} to put right what is listed here.`,
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
  RBAC_TABLES_NOT_SAFE: {
    title: 'The table of what roles may do could have been changed by anybody',
    explanation:
      'Its file on this PC is a link, or people other than administrators may change it. CareDesk uses an earlier table or its own instead, so some things may not be possible.',
    nextStep: `You can carry on working. Ask ${service} to put the table where only administrators can write, and import it again.`,
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
    nextStep: 'Try again.',
  },
  BRIDGE_INTERNAL: {
    title: 'CareDesk could not do that',
    explanation: 'Something unexpected went wrong in CareDesk.',
    nextStep: `Try again. If it keeps happening, close CareDesk and open it again, or tell ${service}.`,
  },

  // Role
  ROLE_NOT_YOURS: {
    title: 'That role is not one of yours',
    explanation: `The role you chose is not in the list ${provider} gave CareDesk.`,
    nextStep: 'Choose a role from the list.',
  },
  ROLE_NOT_ACCEPTED_HERE: {
    title: 'This PC does not accept that role',
    explanation:
      'The role is yours, but it belongs to an organisation whose roles cannot be used on this PC.',
    nextStep:
      'Log in with a role of this organisation. If the role should be accepted here, give the ODS code below to your service desk.',
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
    nextStep: 'Add more details and search again.',
  },
  SEARCH_NOT_UNIQUE: {
    title: 'More than one patient matches',
    explanation:
      'Your role does not include lists of patients. It finds a patient only when nobody else matches the details.',
    nextStep: 'Add more details and search again, or use the NHS number.',
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
    nextStep: `If you need it for your work, contact ${authority}.`,
  },
  API_APP_NOT_PERMITTED: {
    title: 'CareDesk may not do this yet',
    explanation: 'The national service does not allow it for this installation of CareDesk.',
    nextStep: `Tell ${service} that CareDesk’s registration lacks this permission.`,
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
    title: 'You are not logged in',
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

/** The words for a failure code, with the names that this provider goes by. */
export function wordsFor(code: FailureCode, provider: ShownProvider = careIdentity): FailureWords {
  return withNames(failures[code], provider);
}

/** Whether a string from outside is one of our failure codes. */
export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && Object.hasOwn(failures, value);
}

/** Characters of a detail that cross the bridge: enough for two issuers. */
export const longestDetail = 600;
