import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SandboxOptionsError } from '../options-error.ts';

/** Key and certificate of a TLS server, PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface PrivateCa {
  /** PEM file of the authority's certificate: what a client has to trust. */
  readonly caFile: string;
  /** For `localhost` and both loopback addresses. */
  readonly server: ServerCertificate;
  /** Deletes every key and certificate. */
  remove(): Promise<void>;
}

const run = promisify(execFile);

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;

const serverExtensions = `basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1
`;

// An own configuration: the machine's openssl.cnf may add extensions of its own.
const configuration = `[req]
distinguished_name=name
prompt=no
[name]
[authority]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
`;

async function makeCertificates(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name);
  await writeFile(at('openssl.cnf'), configuration);
  await writeFile(at('server.ext'), serverExtensions);
  const request = ['req', '-config', at('openssl.cnf'), ...newKey];
  await run('openssl', [
    ...[...request, '-x509', '-extensions', 'authority', '-days', '2'],
    ...['-subj', '/O=CareDesk sandbox/CN=CareDesk sandbox private CA'],
    ...['-keyout', at('ca.key'), '-out', at('ca.pem')],
  ]);
  await run('openssl', [
    ...[...request, '-subj', '/O=CareDesk sandbox/CN=localhost'],
    ...['-keyout', at('server.key'), '-out', at('server.csr')],
  ]);
  await run('openssl', [
    ...['x509', '-req', '-in', at('server.csr'), '-days', '2', '-extfile', at('server.ext')],
    ...['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-out', at('server.pem')],
  ]);
  // Nothing more is to be signed by this authority.
  await rm(at('ca.key'));
}

/**
 * Makes a throw-away certification authority, good for two days, and one server certificate of it.
 * @throws SandboxOptionsError openssl-missing.
 */
export async function createPrivateCa(): Promise<PrivateCa> {
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-sandbox-ca-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await makeCertificates(folder);
    const key = await readFile(join(folder, 'server.key'), 'utf8');
    const cert = await readFile(join(folder, 'server.pem'), 'utf8');
    return { caFile: join(folder, 'ca.pem'), server: { key, cert }, remove };
  } catch (error) {
    await remove();
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new SandboxOptionsError('openssl-missing', { cause: error });
    }
    throw error;
  }
}
