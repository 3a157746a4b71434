import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { ClusterAccess, ClusterCredentials, DirectCredentials } from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import { type AddressPolicy, allowsHost } from '../addresses/addresses.ts';
import { accessRefused, type Found, readKubeconfig, type Value } from './kubeconfig.ts';

type DirectAccess = Exclude<ClusterAccess, { kind: 'eks' }>;

/**
 * Makes of what a person gives the credentials that go to the secret store, built anew from checked parts only:
 * whoever registers a cluster chooses what our functions read, run and connect to, so nothing else of it survives.
 *
 * Names are resolved and checked at each connection, not here.
 * @param at the field of the body that holds it: `access`, `restoreAccess`
 * @throws Fault `cluster.kubeconfig_refused`, `cluster.address_refused` with the field in `details.field`
 */
export function parseAccess(access: DirectAccess, policy: AddressPolicy, at?: string): DirectCredentials;
export function parseAccess(access: ClusterAccess, policy: AddressPolicy, at?: string): ClusterCredentials;
export function parseAccess(access: ClusterAccess, policy: AddressPolicy, at = 'access'): ClusterCredentials {
  if (access.kind === 'eks') {
    const { clusterName, region, roleArn, externalId } = access;
    return { server: `eks://${region}/${clusterName}`, clusterName, region, roleArn, externalId };
  }
  return checkFound(find(access, at), policy);
}

/** @throws Fault `cluster.kubeconfig_refused`, `cluster.address_refused` */
export function checkFound(found: Found, policy: AddressPolicy): DirectCredentials {
  const { token, clientCertificate, clientKey } = found;
  return {
    server: checkServer(found.server, policy),
    caData: certificatesOf(found.caData),
    ...(token ? { token: checkToken(token) } : {}),
    ...(clientCertificate && clientKey ? checkPair(clientCertificate, clientKey) : {}),
  };
}

function find(access: DirectAccess, at: string): Found {
  switch (access.kind) {
    case 'kubeconfig':
      return readKubeconfig(access.kubeconfig, `${at}.kubeconfig`);
    case 'token':
      return {
        server: { field: `${at}.server`, text: access.server },
        caData: { field: `${at}.caData`, text: access.caData },
        token: { field: `${at}.token`, text: access.token },
      };
  }
}

function checkServer({ field, text }: Value, policy: AddressPolicy): string {
  if (!URL.canParse(text) || text.length > 2048) throw accessRefused(field, 'is no URL');
  const url = new URL(text);
  if (url.protocol !== 'https:') throw accessRefused(field, 'is not https');
  if (url.username !== '' || url.password !== '') throw accessRefused(field, 'has a user or password in it');
  if (url.search !== '' || url.hash !== '') throw accessRefused(field, 'has a query or fragment');
  if (!allowsHost(policy, url.hostname)) {
    throw new Fault('cluster.address_refused', `the address in ${field} is not allowed`, { details: { field } });
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function checkToken({ field, text }: Value): string {
  const token = text.trim();
  // what a header may hold; a line break in it would begin another header
  if (!/^[\x21-\x7e]{1,16384}$/.test(token)) throw accessRefused(field, 'is no bearer token');
  return token;
}

function checkPair(certificate: Value, key: Value): Pick<DirectCredentials, 'clientCertificate' | 'clientKey'> {
  const clientCertificate = certificatesOf(certificate);
  const privateKey = privateKeyOf(key);
  if (!new X509Certificate(clientCertificate).checkPrivateKey(privateKey)) {
    throw accessRefused(key.field, 'is not the key of the client certificate');
  }
  return { clientCertificate, clientKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function certificatesOf(value: Value): string {
  const blocks = pemOf(value).match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || blocks.length > 100) throw accessRefused(value.field, 'holds no PEM certificate');
  try {
    return blocks.map((block) => new X509Certificate(block).toString()).join('');
  } catch {
    throw accessRefused(value.field, 'holds a certificate that cannot be read'); // the cause quotes nothing of use
  }
}

function privateKeyOf(value: Value): KeyObject {
  try {
    return createPrivateKey(pemOf(value));
  } catch {
    throw accessRefused(value.field, 'holds no unencrypted PEM private key'); // the cause may quote the key
  }
}

/** PEM as it is, or the base64 of PEM that kubeconfigs have. */
function pemOf({ field, text }: Value): string {
  if (text.trimStart().startsWith('-----BEGIN')) return text;
  if (!/^[A-Za-z0-9+/=\s]+$/.test(text)) throw accessRefused(field, 'is neither PEM nor base64');
  return Buffer.from(text, 'base64').toString('latin1');
}
