import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A machine without OpenSSL runs the rest of the tests. */
export function skipWithoutOpenssl(test: Mocha.Context): void {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
  } catch {
    console.log('    skipped: there is no openssl on this machine');
    test.skip();
  }
}

/** A certificate for a host, made on the fly, that nobody trusts unless told to by `NODE_EXTRA_CA_CERTS`. */
export async function makeCertificate(
  folder: string,
  host: string,
): Promise<{ key: string; cert: string; certFile: string }> {
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  await run('openssl', [...request, ...subject, '-keyout', keyFile, '-out', certFile]);
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8'), certFile };
}
