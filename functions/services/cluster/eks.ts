import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { EksCredentials } from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import { checkFound } from './access.ts';
import { type AwsKeys, eksToken } from './eks-token.ts';

/** EKS takes a token for 15 min from its signing; a call with one that is about to end would be refused on its way. */
const RENEWED_AFTER_MS = 10 * 60 * 1000;
/** A role that is assumed by a role lasts an hour at most; each token has a session of its own. */
const SESSION_SECONDS = 3600;
/** Within a request of the API there are less than 30 s. */
const CLIENT = { maxAttempts: 2, requestHandler: timeouts(1_000, 3_000) };

/**
 * An EKS cluster without a kept secret: the role of the cluster's owner is assumed, EKS says where the cluster is, and
 * STS's signature under a request that says who asks is the token.
 *
 * The address that EKS gives is judged like any other.
 */
export async function reachEks(access: EksCredentials, { policy, clock }: { policy: AddressPolicy; clock: Clock }) {
  const keys = await assumeRole(access);
  const { server, caData } = await describe(access, keys);
  const credentials = checkFound(
    { server: { field: 'endpoint of EKS', text: server }, caData: { field: 'certificate of EKS', text: caData } },
    policy,
  );
  let kept = { at: clock.now().getTime(), token: eksToken(access, keys, clock.now()) };

  async function token(): Promise<string> {
    const now = clock.now();
    if (now.getTime() - kept.at >= RENEWED_AFTER_MS) {
      const renewed = assumeRole(access).then(async (fresh) => await eksToken(access, fresh, now));
      const entry = { at: now.getTime(), token: renewed };
      const before = kept;
      kept = entry;
      // The next call tries again.
      renewed.catch(() => {
        if (kept === entry) kept = before;
      });
    }
    return await kept.token;
  }

  return { credentials, token };
}

async function assumeRole({ region, roleArn, externalId }: EksCredentials): Promise<AwsKeys> {
  const client = new STSClient({ ...CLIENT, region });
  try {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        ExternalId: externalId,
        RoleSessionName: 'snapferry',
        DurationSeconds: SESSION_SECONDS,
      }),
    );
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken)
      throw new Fault('cluster.unreachable', 'STS gave no credentials');
    return { accessKeyId, secretAccessKey, sessionToken };
  } catch (thrown) {
    throw faultOf(thrown, `role ${roleArn} was not assumed`);
  } finally {
    client.destroy();
  }
}

async function describe({ clusterName, region }: EksCredentials, credentials: AwsKeys) {
  const client = new EKSClient({ ...CLIENT, region, credentials });
  try {
    const { cluster } = await client.send(new DescribeClusterCommand({ name: clusterName }));
    const { endpoint: server, certificateAuthority: { data: caData } = {} } = cluster ?? {};
    if (!server || !caData)
      throw new Fault('cluster.unreachable', `EKS gives no address of ${clusterName}: it is ${cluster?.status}`);
    return { server, caData };
  } catch (thrown) {
    throw faultOf(thrown, `EKS did not describe ${clusterName} in ${region}`);
  } finally {
    client.destroy();
  }
}

/** Answers of AWS that trying again does not change. Their names say enough; their messages may quote what was sent. */
const FOR_GOOD =
  /^(AccessDenied|AccessDeniedException|ResourceNotFoundException|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|ValidationError|RegionDisabledException|CredentialsProviderError)$/;

function faultOf(thrown: unknown, what: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const name = thrown instanceof Error ? thrown.name : 'unknown';
  const code = FOR_GOOD.test(name) ? 'cluster.unauthorized' : 'cluster.unreachable';
  return new Fault(code, `${what} (${name})`, { details: { reason: name } });
}
