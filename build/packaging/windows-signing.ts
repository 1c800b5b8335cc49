import type { WindowsConfiguration } from 'electron-builder';
import { PackagingError } from './packaging-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether Windows packages are signed, and how electron-builder is told. */
export interface WindowsSigning {
  readonly isSigned: boolean;
  readonly win: WindowsConfiguration;
}

/** electron-builder reads the certificate from these itself. */
const certificateFile = { link: 'CSC_LINK', password: 'CSC_KEY_PASSWORD' } as const;
/** SHA-1 thumbprint of a certificate in the store of Windows: on a token or in an HSM. */
const storeThumbprint = 'CAREDESK_SIGN_THUMBPRINT';
const azureNames = [
  'CAREDESK_AZURE_SIGN_ENDPOINT',
  'CAREDESK_AZURE_SIGN_ACCOUNT',
  'CAREDESK_AZURE_SIGN_PROFILE',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
] as const;

/**
 * Reads from the environment how Windows packages are to be signed:
 * - a certificate file: `CSC_LINK` and `CSC_KEY_PASSWORD`, or the same with `WIN_` in front;
 * - a certificate in the store of Windows: `CAREDESK_SIGN_THUMBPRINT`;
 * - Azure Trusted Signing: `CAREDESK_AZURE_SIGN_ENDPOINT`, `_ACCOUNT` and `_PROFILE`, and
 *   `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_CLIENT_SECRET`;
 * - none of these: packages are not signed, and say so.
 *
 * @param publisherNames subject names that packages may be signed with, the current one first
 * @throws PackagingError SIGNING_AMBIGUOUS when two ways are set, SIGNING_INCOMPLETE when a way is
 *   set by half or no publisher is named; neither repeats a value
 */
export function windowsSigning(
  environment: Environment,
  publisherNames: readonly string[],
): WindowsSigning {
  const isSet = (name: string) => (environment[name] ?? '') !== '';
  const hasFile = ['', 'WIN_'].some(
    (prefix) =>
      isSet(`${prefix}${certificateFile.link}`) || isSet(`${prefix}${certificateFile.password}`),
  );
  const ways = {
    'a certificate file (CSC_LINK)': hasFile,
    [`a certificate in the store (${storeThumbprint})`]: isSet(storeThumbprint),
    'Azure Trusted Signing (CAREDESK_AZURE_SIGN_…)': azureNames
      .filter((name) => name.startsWith('CAREDESK_'))
      .some(isSet),
  };
  const chosen = Object.entries(ways).flatMap(([way, isChosen]) => (isChosen ? [way] : []));
  if (chosen.length === 0) return { isSigned: false, win: { signExecutable: false } };
  if (chosen.length > 1) {
    throw new PackagingError(
      'SIGNING_AMBIGUOUS',
      `The environment asks for ${chosen.join(' and for ')}. Leave only one of them set.`,
    );
  }
  const [current] = publisherNames;
  if (current === undefined) {
    throw new PackagingError(
      'SIGNING_INCOMPLETE',
      'No publisher is named: put the subject name of the certificate first in publisherNames of electron/updates/release-trust.json.',
    );
  }
  const signtool = {
    publisherName: [...publisherNames],
    signingHashAlgorithms: ['sha256'] satisfies ('sha1' | 'sha256')[],
  };
  if (hasFile) {
    const prefix = isSet('WIN_CSC_LINK') || isSet('WIN_CSC_KEY_PASSWORD') ? 'WIN_' : '';
    refuseMissing(
      [certificateFile.link, certificateFile.password].map((name) => `${prefix}${name}`),
      isSet,
    );
    return { isSigned: true, win: { signtoolOptions: signtool } };
  }
  if (isSet(storeThumbprint)) {
    const thumbprint = environment[storeThumbprint] ?? '';
    if (!/^[0-9a-f]{40}$/i.test(thumbprint)) {
      throw new PackagingError(
        'SIGNING_INCOMPLETE',
        `${storeThumbprint} must be the 40 hexadecimal digits of a certificate’s thumbprint.`,
      );
    }
    return {
      isSigned: true,
      win: { signtoolOptions: { ...signtool, certificateSha1: thumbprint } },
    };
  }
  refuseMissing(azureNames, isSet);
  return {
    isSigned: true,
    win: {
      azureSignOptions: {
        publisherName: current,
        endpoint: environment['CAREDESK_AZURE_SIGN_ENDPOINT'] ?? '',
        codeSigningAccountName: environment['CAREDESK_AZURE_SIGN_ACCOUNT'] ?? '',
        certificateProfileName: environment['CAREDESK_AZURE_SIGN_PROFILE'] ?? '',
      },
    },
  };
}

function refuseMissing(names: readonly string[], isSet: (name: string) => boolean): void {
  const missing = names.filter((name) => !isSet(name));
  if (missing.length === 0) return;
  throw new PackagingError(
    'SIGNING_INCOMPLETE',
    `Signing is set up by half: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
  );
}
