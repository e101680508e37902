import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  caFile: string;
  server: { certFile: string; keyFile: string };
  client: { certFile: string; keyFile: string };
  /** A client certificate of an authority nobody trusts. */
  stranger: { certFile: string; keyFile: string };
}

export function opensslMissing(): boolean {
  return spawnSync('openssl', ['version']).status !== 0;
}

/** An authority, a certificate of it for 127.0.0.1, and one for a client; made by the `openssl` command. */
export function makeCertificates(folder: string): Certificates {
  const ca = authority(folder, 'ca');
  return {
    caFile: ca.certFile,
    server: signed(folder, 'server', ca, 'subjectAltName=IP:127.0.0.1'),
    client: signed(folder, 'client', ca, 'extendedKeyUsage=clientAuth'),
    stranger: signed(folder, 'stranger', authority(folder, 'other-ca'), 'extendedKeyUsage=clientAuth'),
  };
}

/** Key and certificate in the one PEM file that a Kafka keystore is. */
export function keystore(folder: string, { certFile, keyFile }: Certificates['server']): string {
  const file = join(folder, 'keystore.pem');
  writeFileSync(file, readFileSync(keyFile, 'utf8') + readFileSync(certFile, 'utf8'), { mode: 0o600 });
  return file;
}

interface Pair {
  certFile: string;
  keyFile: string;
}

function authority(folder: string, name: string): Pair {
  const pair = { certFile: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) };
  const subject = ['-x509', '-days', '2', '-nodes', '-subj', `/CN=${name}`, '-newkey', 'rsa:2048'];
  openssl('req', ...subject, '-keyout', pair.keyFile, '-out', pair.certFile);
  return pair;
}

function signed(folder: string, name: string, ca: Pair, extension: string): Pair {
  const pair = { certFile: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) };
  const request = join(folder, `${name}.csr`);
  const extensions = join(folder, `${name}.ext`);
  writeFileSync(extensions, extension);
  openssl('req', '-nodes', '-subj', `/CN=${name}`, '-newkey', 'rsa:2048', '-keyout', pair.keyFile, '-out', request);
  const authorityFiles = ['-CA', ca.certFile, '-CAkey', ca.keyFile, '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', request, ...authorityFiles, '-extfile', extensions, '-out', pair.certFile);
  return pair;
}

function openssl(...parameters: string[]): void {
  execFileSync('openssl', parameters, { stdio: 'pipe' });
}
