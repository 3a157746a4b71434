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
