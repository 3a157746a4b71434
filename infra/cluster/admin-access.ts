import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { DirectCredentials } from '../../functions/domain/cluster/cluster-spec.ts';

export interface AdminAccess {
  credentials: DirectCredentials;
  context: string;
}

/**
 * The credentials of an admin's own kubeconfig, on the admin's own machine: here programs (`aws eks get-token`) may
 * run and files may be read, so Kubernetes' own client reads it.
 */
export async function readAdminAccess(file: string | undefined, wanted: string | undefined): Promise<AdminAccess> {
  const config = new KubeConfig();
  if (file === undefined) config.loadFromDefault();
  else config.loadFromFile(file);
  if (wanted !== undefined) config.setCurrentContext(wanted);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error(`the kubeconfig has no context ${wanted ?? config.getCurrentContext()}`);
  if (cluster.proxyUrl) throw new Error('proxy-url: Snapferry cannot reach a cluster through a proxy');

  const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key } = options;
  if (!ca) throw new Error('certificate-authority-data: the kubeconfig has no CA of the cluster');
  const token = options.headers.Authorization?.match(/^Bearer (.+)$/)?.[1];
  return {
    context: config.getCurrentContext(),
    credentials: {
      server: cluster.server.replace(/\/+$/, ''),
      caData: ca.toString(),
      ...(token ? { token } : {}),
      ...(cert && key ? { clientCertificate: cert.toString(), clientKey: key.toString() } : {}),
    },
  };
}
