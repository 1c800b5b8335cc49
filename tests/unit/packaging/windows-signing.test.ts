import { describe, expect, it } from 'vitest';
import { PackagingError } from '../../../build/packaging/packaging-error.ts';
import { windowsSigning } from '../../../build/packaging/windows-signing.ts';

const publishers = ['CareDesk Ltd', 'CareDesk old name'];
const thumbprint = '0123456789abcdef0123456789ABCDEF01234567';
const azure = {
  CAREDESK_AZURE_SIGN_ENDPOINT: 'https://signing.example',
  CAREDESK_AZURE_SIGN_ACCOUNT: 'account',
  CAREDESK_AZURE_SIGN_PROFILE: 'profile',
  AZURE_TENANT_ID: 'tenant',
  AZURE_CLIENT_ID: 'client',
  AZURE_CLIENT_SECRET: 'hush',
};

function refusal(environment: Record<string, string>, names = publishers): PackagingError {
  try {
    windowsSigning(environment, names);
  } catch (error) {
    if (error instanceof PackagingError) return error;
  }
  throw new Error('Signing was accepted.');
}

describe('signing of Windows packages', () => {
  it('is off with nothing set, with empty variables, and with a publisher alone', () => {
    const unsigned = { isSigned: false, win: { signExecutable: false } };
    expect(windowsSigning({}, publishers)).toEqual(unsigned);
    expect(windowsSigning({ CSC_LINK: '', AZURE_TENANT_ID: 't' }, [])).toEqual(unsigned);
  });

  it.each(['', 'WIN_'])('uses the certificate file of %sCSC_LINK', (prefix) => {
    const environment = { [`${prefix}CSC_LINK`]: 'a.pfx', [`${prefix}CSC_KEY_PASSWORD`]: 'hush' };
    expect(windowsSigning(environment, publishers)).toEqual({
      isSigned: true,
      win: { signtoolOptions: { publisherName: publishers, signingHashAlgorithms: ['sha256'] } },
    });
  });

  it('uses a certificate in the store by its thumbprint', () => {
    const signing = windowsSigning({ CAREDESK_SIGN_THUMBPRINT: thumbprint }, publishers);
    expect(signing.isSigned).toBe(true);
    expect(signing.win.signtoolOptions).toMatchObject({ certificateSha1: thumbprint });
  });

  it('uses Azure Trusted Signing with the current publisher', () => {
    expect(windowsSigning(azure, publishers)).toEqual({
      isSigned: true,
      win: {
        azureSignOptions: {
          publisherName: 'CareDesk Ltd',
          endpoint: 'https://signing.example',
          codeSigningAccountName: 'account',
          certificateProfileName: 'profile',
        },
      },
    });
  });

  it.each(Object.keys(azure))('refuses Azure without %s, and names it', (missing) => {
    const environment = Object.fromEntries(
      Object.entries(azure).filter(([name]) => name !== missing),
    );
    const { code, message } = refusal(environment);
    expect(code).toBe('SIGNING_INCOMPLETE');
    expect(message).toContain(missing);
    expect(message).not.toContain('hush');
  });

  it.each([
    [{ CSC_LINK: 'a.pfx' }, 'CSC_KEY_PASSWORD'],
    [{ CSC_KEY_PASSWORD: 'hush' }, 'CSC_LINK'],
    [{ WIN_CSC_LINK: 'a.pfx', CSC_KEY_PASSWORD: 'hush' }, 'WIN_CSC_KEY_PASSWORD'],
    [{ CAREDESK_SIGN_THUMBPRINT: 'abc' }, 'CAREDESK_SIGN_THUMBPRINT'],
  ])('refuses %j: one half is missing', (environment, missing) => {
    const { code, message } = refusal(environment);
    expect(code).toBe('SIGNING_INCOMPLETE');
    expect(message).toContain(missing);
    expect(message).not.toContain('hush');
  });

  it('refuses two ways at once', () => {
    const both = { CSC_LINK: 'a', CSC_KEY_PASSWORD: 'b', CAREDESK_SIGN_THUMBPRINT: thumbprint };
    expect(refusal(both).code).toBe('SIGNING_AMBIGUOUS');
    expect(refusal({ ...azure, CSC_LINK: 'a' }).code).toBe('SIGNING_AMBIGUOUS');
  });

  it('refuses to sign while no publisher is named', () => {
    const { code, message } = refusal({ CSC_LINK: 'a', CSC_KEY_PASSWORD: 'b' }, []);
    expect(code).toBe('SIGNING_INCOMPLETE');
    expect(message).toContain('release-trust.json');
  });
});
