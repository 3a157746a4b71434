import { conditionsOf } from '../../domain/cluster/conditions.ts';
import { labelsOf, type Ownership } from '../../domain/manifest/labels.ts';
import { fieldsOf, listOf } from '../../domain/manifest/manifest.ts';
import { temporaryModesOf } from '../../domain/restore/restored-claim.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { KubeObject } from '../../services/cluster/cluster.ts';

/**
 * The claim in our own namespace that is filled, or made from a snapshot, and whose volume is then handed over.
 * @param snapshotName of our temporary pair; absent for a claim that a mover fills
 * @param node for a class that waits for its first consumer: a snapshot's copy has none until it is the user's
 */
export function renderFilledClaim(
  volume: Volume,
  owner: Ownership,
  { name, namespace, snapshotName, node }: { name: string; namespace: string; snapshotName?: string; node?: string },
): KubeObject {
  const bytes = Math.max(volume.requestBytes, volume.capacityBytes, volume.snapshot?.restoreSizeBytes ?? 0);
  return {
    metadata: {
      name,
      namespace,
      labels: labelsOf(owner),
      ...(node ? { annotations: { 'volume.kubernetes.io/selected-node': node } } : {}),
    },
    spec: {
      accessModes: temporaryModesOf(volume.accessModes),
      volumeMode: volume.volumeMode,
      ...(volume.storageClass ? { storageClassName: volume.storageClass } : {}),
      resources: { requests: { storage: String(bytes) } },
      ...(snapshotName
        ? { dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: snapshotName } }
        : {}),
    },
  };
}

/** What the scheduler would say for a consumer: a node that is ready and where the source's volume could be. */
export function chooseNode(nodes: readonly KubeObject[], volume: Volume): string | undefined {
  const ready = nodes.filter((node) => node.spec?.unschedulable !== true && isReady(node));
  return ready.find(({ metadata }) => fitsNode(volume.nodeAffinity, metadata.labels ?? {}))?.metadata.name;
}

function isReady(node: KubeObject): boolean {
  return conditionsOf(node).some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

/**
 * Whether a node fits a PV's required node affinity: terms are alternatives, the expressions of a term all hold.
 * @param required `{nodeSelectorTerms: [{matchExpressions: [{key, operator, values}]}]}`; absent fits every node
 */
export function fitsNode(required: unknown, labels: Readonly<Record<string, string>>): boolean {
  const terms = listOf(fieldsOf(required)?.nodeSelectorTerms);
  if (terms.length === 0) return true;
  return terms.some((term) => listOf(term.matchExpressions).every((expression) => holds(expression, labels)));
}

function holds({ key, operator, values }: Record<string, unknown>, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[String(key)];
  const among = value !== undefined && Array.isArray(values) && values.includes(value);
  if (operator === 'In') return among;
  if (operator === 'NotIn') return !among;
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  return false;
}
