import { isOwn, selectorOf } from '../../domain/manifest/labels.ts';
import type { Residual } from '../../domain/operation/record.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { JOB, type Kind, POD, PV, PVC, SECRET } from '../../services/cluster/kinds.ts';
import { giveBack, readTemporaryClaim, releaseTemporaryClaim } from '../temporary-claim.ts';

/**
 * Removes the movers, credentials and temporary claims of one operation, in the order in which they hold on to each
 * other (Job, pod, claim, volume), and says what is still there. Everything is found by our labels; PVs, which a
 * controller makes and labels with nothing of ours, by the claim in our own namespace that they are bound to.
 */
export async function removeTemporary(cluster: Cluster, installationId: string, operationId: string) {
  const namespace = cluster.ownNamespace;
  const labelSelector = selectorOf(installationId, operationId);
  const jobs = await cluster.listAll(JOB, { namespace, labelSelector });
  for (const job of jobs) await remove(cluster, JOB, job);
  const secrets = await cluster.listAll(SECRET, { namespace, labelSelector });
  for (const secret of secrets) await remove(cluster, SECRET, secret);
  const pods = await cluster.listAll(POD, { namespace, labelSelector });
  const claims = await cluster.listAll(PVC, { namespace, labelSelector });
  // A claim that a pod still uses would hang in deletion, and so would everything behind it.
  for (const { metadata } of pods.length === 0 ? claims : []) {
    await releaseTemporaryClaim(cluster, await readTemporaryClaim(cluster, metadata.name));
  }
  const there = new Set(claims.map(({ metadata }) => metadata.uid));
  const volumes: KubeObject[] = [];
  for (const volume of await cluster.listAll(PV)) {
    const ref: ClaimRef | undefined = volume.spec?.claimRef;
    if (!isOfClaim(ref, namespace, operationId)) continue;
    if (!there.has(ref?.uid) && (await hasForeignClaim(cluster, volume, { installationId, operationId }))) continue;
    if (there.has(ref?.uid) || (await giveBack(cluster, volume))) volumes.push(volume);
  }
  return [
    ...jobs.map((job) => residualOf(JOB, job)),
    ...secrets.map((secret) => residualOf(SECRET, secret)),
    ...pods.map((pod) => residualOf(POD, pod)),
    ...claims.map((claim) => residualOf(PVC, claim)),
    ...volumes.map((volume) => residualOf(PV, volume)),
  ];
}

export function residualOf(kind: Kind, { metadata }: KubeObject): Residual {
  const held = metadata.finalizers?.length ? `held by ${metadata.finalizers.join(', ')}` : 'not gone yet';
  return {
    kind: kind.kind,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    name: metadata.name,
    reason: metadata.deletionTimestamp ? held : 'being removed',
  };
}

interface ClaimRef {
  namespace?: string;
  name?: string;
  uid?: string;
}

/** A PV whose claim has the name of one of ours. Retained ones that a restore has handed over have another claimRef. */
function isOfClaim(ref: ClaimRef | undefined, namespace: string, operationId: string): boolean {
  return ref?.namespace === namespace && ref.name?.startsWith(`sf-${operationId}`) === true;
}

/** Somebody else's claim in our namespace that has the name of one of ours, label apart. */
async function hasForeignClaim(cluster: Cluster, { spec, status }: KubeObject, owner: Parameters<typeof isOwn>[1]) {
  if (status?.phase !== 'Bound') return false;
  const claim = await cluster.get(PVC, spec?.claimRef?.namespace, String(spec?.claimRef?.name));
  return claim !== undefined && claim.metadata.uid === spec?.claimRef?.uid && !isOwn(claim.metadata.labels, owner);
}

async function remove(cluster: Cluster, kind: Kind, { metadata }: KubeObject): Promise<void> {
  if (metadata.deletionTimestamp) return;
  await cluster.delete(kind, metadata.namespace, metadata.name, {
    propagation: 'Background',
    ...(metadata.uid ? { uid: metadata.uid } : {}),
  });
}
