import { readSnapshotClasses } from '../cluster-objects/read-claims.ts';
import { renderPair } from '../cluster-objects/render-snapshots.ts';
import { isUploaded } from '../domain/backup/methods.ts';
import { Fault } from '../domain/errors.ts';
import { objectNameOf } from '../domain/ids.ts';
import { type Ownership, selectorOf } from '../domain/manifest/labels.ts';
import { done } from '../domain/operation/step-result.ts';
import type { LocalCopy, SnapshotFacts } from '../domain/volume/volume.ts';
import { inPhase, inScope } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, stepLookingOften } from '../platform/step.ts';
import type { Cluster, KubeObject } from '../services/cluster/cluster.ts';
import { ensure } from '../services/cluster/ensure.ts';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../services/cluster/kinds.ts';

const CONCURRENCY = 16;
const PAIR_TIMEOUT_SECONDS = 900;

/**
 * Makes each snapshot ours: a static pair in our own namespace, then the original pair's objects go.
 *
 * Invariant: two contents share the handle for a while, so both are Retain as long as both exist; only freeing the copy
 * ever sets Delete. Deleting the application's namespace now takes nothing with it. The pair is made only after the
 * original is readyToUse: without LIST_SNAPSHOTS a static snapshot claims readiness at once.
 */
export function adoptSnapshots(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clock, clusters, config, ledger } = services;
  return stepLookingOften('backup', 'AdoptSnapshots', services, async ({ operation, run, secondsInStage, wait }) => {
    const all = inScope(await ledger.readVolumes(run.operationId));
    const pending = inPhase(all, 'Ready');
    if (pending.length === 0) return done({ volumes: all.length, adopted: all.length });
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const classes = new Set((await readSnapshotClasses(cluster)).map(({ name }) => name));
    const made = { installationId: config.installationId, operationId: run.operationId };
    const pairs = await readPairs(cluster, config.installationId, run.operationId);
    let adopted = all.length - pending.length;

    await inParallel(pending, CONCURRENCY, async (volume) => {
      const facts = volume.snapshot;
      if (!facts) throw new Fault('internal', `volume ${volume.volumeId} is ready without a snapshot`);
      const name = objectNameOf(run.operationId, volume.volumeId);
      const { ownNamespace: namespace } = cluster;
      const copy: LocalCopy = { namespace, volumeSnapshot: name, content: name, handle: facts.handle };
      const found = pairs.get(name);
      if (found?.state === 'bound') {
        await releaseOriginal(cluster, volume.namespace, facts);
        adopted += 1;
        await ledger.updateVolume(run, volume.volumeId, {
          phase: isUploaded(volume) ? 'Adopted' : 'Done',
          timings: { ...volume.timings, adoptedAt: clock.now().toISOString() },
        });
        return;
      }
      if (found?.state === 'stranded') {
        await cluster.delete(VOLUME_SNAPSHOT_CONTENT, undefined, name, { uid: found.contentUid });
        return;
      }
      if (!volume.localCopy) await ledger.updateVolume(run, volume.volumeId, { localCopy: copy });
      const owner: Ownership = { ...made, role: 'local-copy', volumeId: volume.volumeId };
      const className = facts.className && classes.has(facts.className) ? facts.className : undefined;
      const pair = renderPair(facts, copy, owner, className);
      await ensure(cluster, VOLUME_SNAPSHOT_CONTENT, pair.content, owner);
      await ensure(cluster, VOLUME_SNAPSHOT, pair.volumeSnapshot, owner);
    });

    if (adopted === all.length) return done({ volumes: all.length, adopted });
    if (secondsInStage > PAIR_TIMEOUT_SECONDS) {
      const message = `${all.length - adopted} adopted snapshots were not bound after ${PAIR_TIMEOUT_SECONDS} s`;
      throw new Fault('snapshot.failed', message);
    }
    return wait({ volumes: all.length, adopted });
  });
}

interface Pair {
  /**
   * `stranded`: the content is bound to a VolumeSnapshot that is gone, since somebody deleted it; no other can ever bind
   * to it. It is Retain, so its object goes without the snapshot, and the next turn makes the pair anew.
   */
  state: 'bound' | 'stranded' | 'binding';
  contentUid: string;
}

/** Our pairs by the name that both halves have: two LISTs, however many there are. */
async function readPairs(cluster: Cluster, installationId: string, operationId: string): Promise<Map<string, Pair>> {
  const labelSelector = selectorOf(installationId, operationId, ['local-copy']);
  const contents = await cluster.listAll(VOLUME_SNAPSHOT_CONTENT, { labelSelector });
  if (contents.length === 0) return new Map();
  const snapshots = await cluster.listAll(VOLUME_SNAPSHOT, { namespace: cluster.ownNamespace, labelSelector });
  const byName = new Map(snapshots.map((snapshot) => [snapshot.metadata.name, snapshot]));
  return new Map(
    contents.map((content) => {
      const { name, uid = '' } = content.metadata;
      return [name, { state: stateOf(content, byName.get(name)), contentUid: uid }];
    }),
  );
}

function stateOf(content: KubeObject, snapshot: KubeObject | undefined): Pair['state'] {
  const bound: unknown = content.spec?.volumeSnapshotRef?.uid;
  if (!bound) return 'binding';
  if (bound !== snapshot?.metadata.uid) return 'stranded';
  const both = snapshot.status?.boundVolumeSnapshotContentName === content.metadata.name;
  return both && snapshot.status?.readyToUse === true ? 'bound' : 'binding';
}

/** The objects only: the content is Retain, so the snapshot itself stays. */
async function releaseOriginal(cluster: Cluster, namespace: string, facts: SnapshotFacts): Promise<void> {
  await cluster.delete(VOLUME_SNAPSHOT, namespace, facts.name, { uid: facts.uid });
  await cluster.delete(VOLUME_SNAPSHOT_CONTENT, undefined, facts.contentName);
}
