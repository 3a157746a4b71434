import { toFault } from '../../domain/errors.ts';
import { OPERATION_ID } from '../../domain/ids.ts';
import { INSTALLATION, OPERATION, ROLE, selectorOf, VOLUME } from '../../domain/manifest/labels.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import {
  JOB,
  type Kind,
  POD,
  PV,
  PVC,
  SECRET,
  VOLUME_SNAPSHOT,
  VOLUME_SNAPSHOT_CONTENT,
} from '../../services/cluster/kinds.ts';

/** Something on a cluster that carries the label of this installation, or is the volume of a claim that does or did. */
export interface OwnObject {
  kind: Kind;
  object: KubeObject;
  /** `''` where its label names no operation. */
  operationId: string;
  role: string;
  volumeId: string;
  /** A PV whose claim is gone: it is ours only if the ledger knows the operation that the claim was named after. */
  unproven?: true;
}

const LABELLED = [JOB, POD, SECRET, PVC, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT];

/** All that this installation can have made, in any namespace; PVs are known by the name of their claim in ours. */
export async function findOwnObjects(cluster: Cluster, installationId: string): Promise<OwnObject[]> {
  const labelSelector = selectorOf(installationId);
  const pages = await Promise.all(
    LABELLED.map(async (kind) => ({ kind, items: await list(cluster, kind, labelSelector) })),
  );
  const labelled = pages.flatMap(({ kind, items }) =>
    // The server has selected already; what would be deleted is looked at twice.
    items.filter(({ metadata }) => metadata.labels?.[INSTALLATION] === installationId).map((one) => own(kind, one)),
  );
  const claims = new Set(labelled.filter(({ kind }) => kind === PVC).map(({ object }) => object.metadata.uid));
  const volumes = await cluster.listAll(PV);
  return [...labelled, ...volumes.flatMap((volume) => ofClaim(cluster, volume, claims))];
}

function ofClaim(cluster: Cluster, volume: KubeObject, claims: ReadonlySet<unknown>): OwnObject[] {
  const { claimRef } = volume.spec ?? {};
  const [, operationId = ''] = /^sf-([a-z]{2}-[a-z2-7]{26})-/.exec(String(claimRef?.name)) ?? [];
  if (claimRef?.namespace !== cluster.ownNamespace || !OPERATION_ID.test(operationId)) return [];
  const found = { ...own(PV, volume), operationId };
  if (claims.has(claimRef.uid)) return [found];
  // Bound to a claim without our label: somebody else's, however it is named.
  return volume.status?.phase === 'Bound' ? [] : [{ ...found, unproven: true }];
}

function own(kind: Kind, object: KubeObject): OwnObject {
  const { [OPERATION]: operation = '', [ROLE]: role = '', [VOLUME]: volumeId = '' } = object.metadata.labels ?? {};
  return { kind, object, operationId: OPERATION_ID.test(operation) ? operation : '', role, volumeId };
}

/** Of a kind that the cluster does not serve there is nothing. */
async function list(cluster: Cluster, kind: Kind, labelSelector: string): Promise<KubeObject[]> {
  try {
    return await cluster.listAll(kind, { labelSelector });
  } catch (thrown) {
    if (toFault(thrown).details.status === 404) return [];
    throw thrown;
  }
}
