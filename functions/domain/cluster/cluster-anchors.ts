import { X509Certificate } from 'node:crypto';
import type { ClusterCredentials } from './cluster-spec.ts';

/**
 * By what the API server behind some credentials is known again, whatever it says of itself: the fingerprints of the
 * authorities that sign for it; of EKS, where it is and in which account.
 */
export function anchorsOf(credentials: ClusterCredentials): string[] {
  if ('roleArn' in credentials) {
    const [, , , , account = ''] = credentials.roleArn.split(':');
    return [`${credentials.server}@${account}`];
  }
  const blocks = credentials.caData.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g);
  return [...new Set((blocks ?? []).map((block) => new X509Certificate(block).fingerprint256))].slice(0, 20);
}
