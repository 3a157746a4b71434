import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import type { ClusterCredentials } from './cluster-spec.ts';

const directSchema = z.object({
  server: z.string(),
  caData: z.string(),
  token: z.string().exactOptional(),
  clientCertificate: z.string().exactOptional(),
  clientKey: z.string().exactOptional(),
});
const eksSchema = z.object({
  server: z.string(),
  clusterName: z.string(),
  region: z.string(),
  roleArn: z.string(),
  externalId: z.string(),
});
const credentialsSchema: z.ZodType<ClusterCredentials> = z.union([eksSchema, directSchema]);

/** What opens a connection to a cluster, as the secret store keeps it. */
export function credentialsOf(secret: Record<string, string>): ClusterCredentials {
  return credentialsSchema.parse(secret);
}

/** What an API server is known again by: fingerprints of its authorities; of EKS, where it is and in which account. */
export function anchorsOf(credentials: ClusterCredentials): string[] {
  if ('roleArn' in credentials) {
    const [, , , , account = ''] = credentials.roleArn.split(':');
    return [`${credentials.server}@${account}`];
  }
  const blocks = credentials.caData.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g);
  return [...new Set((blocks ?? []).map((block) => new X509Certificate(block).fingerprint256))].slice(0, 20);
}
