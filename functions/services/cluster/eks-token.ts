import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The header that binds a signature to one cluster; it must be signed. */
const CLUSTER_HEADER = 'x-k8s-aws-id';
/** Of the presigned request; the authenticator of EKS counts its own 15 min from the signing. */
const EXPIRES_SECONDS = 60;

/**
 * The bearer token of an EKS cluster: a presigned `GetCallerIdentity`, which the cluster sends to STS to learn who asks.
 * @returns `k8s-aws-v1.` and the base64url of the URL
 * @see kubernetes-sigs/aws-iam-authenticator:pkg/token/token.go
 */
export async function eksToken(
  { clusterName, region }: { clusterName: string; region: string },
  credentials: AwsKeys,
  signingDate: Date,
): Promise<string> {
  // of the region: the global one is another host, in another region
  const hostname = `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256, applyChecksum: false });
  const { query } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, [CLUSTER_HEADER]: clusterName },
    },
    { expiresIn: EXPIRES_SECONDS, signingDate, unhoistableHeaders: new Set([CLUSTER_HEADER]) },
  );
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) text.set(name, String(value));
  const url = `https://${hostname}/?${text.toString()}`;
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

/** SHA-256 and HMAC of Node, as the signer wants them. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return await Promise.resolve(this.#hash.digest());
  }

  /** A hash is used once. */
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
