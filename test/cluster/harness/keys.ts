import 'reflect-metadata';
import { generateKeyPairSync, type webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { derive, type Settings } from './settings.ts';

const curve = { name: 'ECDSA', namedCurve: 'P-256' };
const signature = { name: 'ECDSA', hash: 'SHA-256' };

type Authority = { readonly subject: string; readonly privateKey: webcrypto.CryptoKey };
type Name = { readonly type: 'ip' | 'dns'; readonly value: string };

/** Makes the cluster's authority, certificates and kubeconfigs; once for the life of the root. */
export async function createKeys(settings: Settings): Promise<void> {
  const { keys, kubeconfig, address } = derive(settings);
  if (existsSync(join(keys, 'complete'))) return;
  await mkdir(keys, { recursive: true, mode: 0o700 });
  const authority = await createAuthority(keys);
  const service = settings.services.replace(/\d+\/.*/, '1');
  const issue = async (file: string, subject: string, names: readonly Name[] = []) =>
    await issueCertificate(authority, join(keys, file), subject, names);
  await issue('apiserver', 'CN=kube-apiserver', [
    ...['127.0.0.1', address, service].map((value) => ({ type: 'ip', value }) as const),
    ...['localhost', 'kubernetes.default.svc'].map((value) => ({ type: 'dns', value }) as const),
  ]);
  await issue('apiserver-kubelet', 'CN=apiserver-kubelet, O=system:masters');
  await issue('kubelet', `CN=system:node:${settings.node}, O=system:nodes`, [{ type: 'ip', value: address }]);
  await issue('admin', 'CN=admin, O=system:masters');
  for (const program of ['kube-controller-manager', 'kube-scheduler', 'kube-proxy']) {
    await issue(program, `CN=system:${program}`);
  }
  for (const user of ['admin', 'kubelet', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy']) {
    const file = user === 'admin' ? kubeconfig : join(keys, `${user}.kubeconfig`);
    await writePrivate(file, await renderKubeconfig(settings, user));
  }
  await createServiceAccountKey(keys);
  await writeFile(join(keys, 'complete'), '');
}

async function createAuthority(folder: string): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=snapferry-test-cluster',
    keys,
    signingAlgorithm: signature,
    ...validity(),
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  await writeFile(join(folder, 'ca.crt'), certificate.toString('pem'));
  return { subject: certificate.subject, privateKey: keys.privateKey };
}

async function issueCertificate(authority: Authority, file: string, subject: string, names: readonly Name[]) {
  const keys = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: signature,
    ...validity(),
    extensions: [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth]),
      ...(names.length > 0 ? [new SubjectAlternativeNameExtension([...names])] : []),
    ],
  });
  await writeFile(`${file}.crt`, certificate.toString('pem'));
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  await writePrivate(`${file}.key`, PemConverter.encode(key, 'PRIVATE KEY'));
}

/** Signs the tokens of service accounts. */
async function createServiceAccountKey(folder: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writePrivate(
    join(folder, 'service-account.key'),
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  await writeFile(join(folder, 'service-account.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
}

async function renderKubeconfig(settings: Settings, user: string): Promise<string> {
  const { keys, apiServer } = derive(settings);
  const data = async (file: string) => (await readFile(join(keys, file))).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster: { server: apiServer, 'certificate-authority-data': await data('ca.crt') } }],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': await data(`${user}.crt`),
          'client-key-data': await data(`${user}.key`),
        },
      },
    ],
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user } }],
    'current-context': 'cluster',
  };
  return JSON.stringify(config, null, 2);
}

async function writePrivate(file: string, content: string): Promise<void> {
  await writeFile(file, content, { mode: 0o600 });
}

function validity(): { notBefore: Date; notAfter: Date } {
  const day = 86_400_000;
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 3650 * day) };
}
