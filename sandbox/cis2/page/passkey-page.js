// Script of the passkey page. WebAuthn needs one; everything else on the page is plain HTML.

const page = document.querySelector('main');
const person = /** @type {HTMLSelectElement | null} */ (document.querySelector('#person'));
const status = document.querySelector('#status');
const problem = document.querySelector('#problem');

/**
 * @template T
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<T>}
 */
async function post(path, body) {
  const response = await fetch(`${location.pathname}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

/**
 * @param {string} said
 * @param {string} wrong
 */
function show(said, wrong) {
  if (status) status.textContent = said;
  if (problem) problem.textContent = wrong;
}

/** @param {unknown} error */
function inWords(error) {
  if (error instanceof DOMException) {
    return error.name === 'NotAllowedError'
      ? 'No passkey was used. Try again, or create one.'
      : `The browser could not use a passkey (${error.name}).`;
  }
  return error instanceof Error ? error.message : 'Something went wrong. Try again.';
}

async function createPasskey() {
  /** @type {PublicKeyCredentialCreationOptionsJSON} */
  const options = await post('enrolment-options', { uid: person?.value });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('No passkey was created.');
  await post('enrolment', credential.toJSON());
  show('Passkey created', '');
}

async function usePasskey() {
  /** @type {PublicKeyCredentialRequestOptionsJSON} */
  const options = await post('assertion-options', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('No passkey was used.');
  /** @type {{ continueAt: string }} */
  const answer = await post('assertion', credential.toJSON());
  location.assign(answer.continueAt);
}

/**
 * @param {string} selector
 * @param {() => Promise<void>} action
 */
function onPress(selector, action) {
  document.querySelector(selector)?.addEventListener('click', () => {
    show('', '');
    page?.setAttribute('aria-busy', 'true');
    action()
      .catch((error) => show('', inWords(error)))
      .finally(() => page?.removeAttribute('aria-busy'));
  });
}

onPress('#use-passkey', usePasskey);
onPress('#create-passkey', createPasskey);
