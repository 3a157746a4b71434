import { describe, expect, it } from 'vitest';
import type { Seal, SealedVolume } from '../../../functions/domain/backup/seal.ts';
import { plainContext } from '../../../functions/domain/restore/restore-context.ts';
import {
  checkOffloaded,
  checkTargets,
  compareWithSeal,
  planRestoredVolumes,
  sourceNamespacesOf,
} from '../../../functions/domain/restore/restore-plan.ts';
import { renderRestoredClaim, temporaryModesOf } from '../../../functions/domain/restore/restored-claim.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';
import { fitsNode } from '../../../functions/restore/objects/restore-objects.ts';

const GI = 2 ** 30;

function sealed(changes: Partial<SealedVolume> = {}): SealedVolume {
  return {
    volumeId: 'v1',
    namespace: 'shop',
    pvc: 'data',
    pvcUid: 'u1',
    method: 'csi+offload',
    why: '',
    volumeMode: 'Filesystem',
    capacityBytes: GI,
    storageClass: 'fast',
    accessModes: ['ReadWriteMany'],
    driver: 'csi.example',
    snapshotHandle: 'snap-1',
    kopiaId: 'k1',
    files: 7,
    dirs: 1,
    symlinks: 0,
    bytes: 70,
    outcome: 'Done',
    ...changes,
  };
}

function sealOf(...volumes: SealedVolume[]): Seal {
  return {
    format: 1,
    backupId: 'bk-x',
    installationId: 'i',
    clusterId: 'c',
    locationUid: 'l',
    name: 'n',
    createdAt: '2026-11-23T08:00:00Z',
    spec: { selection: { kind: 'namespaces', namespaces: ['shop', 'bank'] } },
    labels: {},
    volumes,
    parts: [],
  };
}

function planned(volume: SealedVolume): Volume {
  const [row] = planRestoredVolumes(sealOf(volume), { shop: 'copy' }, { fast: 'gold' }, () => ({}));
  if (!row) throw new Error('no row');
  return { ...row, epoch: 1, attempt: 0 };
}

describe('the plan of a restore', () => {
  it('takes every volume with data, to be filled from where its copy is', () => {
    const seal = sealOf(sealed(), sealed({ volumeId: 'v2', pvc: 'empty', outcome: 'NoData' }));

    const rows = planRestoredVolumes(seal, { shop: 'copy' }, {}, () => ({ requestBytes: 5 }));

    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      phase: 'Pending',
      requestBytes: 5,
      restored: { namespace: 'copy' },
      storageClass: 'fast',
      sealed: { kopiaId: 'k1', files: 7, bytes: 70 },
    });
  });

  it('takes what is saved beside the snapshot along', () => {
    const rawNames = { kopiaId: 'a2', entries: 3, sum: 'f'.repeat(64) };

    expect(planned(sealed({ rawNames })).sealed).toEqual({ kopiaId: 'k1', files: 7, bytes: 70, rawNames });
  });

  it('takes the snapshot of a csi volume, by the handle of the seal', () => {
    const row = planned(sealed({ method: 'csi', kopiaId: undefined }));

    expect(row.snapshot).toMatchObject({ handle: 'snap-1', driver: 'csi.example', restoreSizeBytes: GI });
  });

  it('refuses a volume that it cannot bring back', () => {
    expect(() => planned(sealed({ method: 'portworx' }))).toThrow(/shop\/data was copied by portworx/);
  });

  it('takes the class that the source is mapped to, also for a volume of no class', () => {
    const [row] = planRestoredVolumes(sealOf(sealed({ storageClass: undefined })), {}, { '': 'gold' }, () => ({}));

    expect(planned(sealed()).storageClass).toBe('gold');
    expect(row?.storageClass).toBe('gold');
  });

  it('takes no snapshot of a cluster to another, and names those that it would need', () => {
    const local = sealed({ pvc: 'cache', method: 'csi' });

    expect(() => checkOffloaded([sealed(), local])).toThrow(/has shop\/cache$/);
    expect(() => checkOffloaded([sealed()])).not.toThrow();
  });

  it('refuses targets that meet, that are ours, and sources that the backup has not', () => {
    const leftOut = sealed({ namespace: 'going', outcome: 'Excluded' });
    const sources = sourceNamespacesOf(sealOf(sealed({ namespace: 'shop' }), leftOut));

    expect(sources).toEqual(['bank', 'shop']);
    expect(() => checkTargets(sources, { shop: 'bank' }, 'snapferry')).toThrow(/both become bank/);
    expect(() => checkTargets(sources, { shop: 'snapferry' }, 'snapferry')).toThrow(/Snapferry itself/);
    expect(() => checkTargets(sources, { web: 'x' }, 'snapferry')).toThrow(/no namespace web/);
    expect(() => checkTargets(sources, { shop: 'bank', bank: 'shop' }, 'snapferry')).not.toThrow();
  });

  it('accepts what came back only with all files and all bytes', () => {
    const row = planned(sealed());

    expect(() => compareWithSeal(row, { files: 7, bytes: 70 })).not.toThrow();
    expect(() => compareWithSeal(row, { files: 6, bytes: 70 })).toThrow(/shop\/data: 6 files/);
    expect(() => compareWithSeal(row, undefined)).toThrow(/nothing came back/);
  });
});

describe('the claim of a restored volume', () => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'data',
      namespace: 'shop',
      labels: { app: 'web' },
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes', note: 'x' },
    },
    spec: { volumeName: 'pv-old', resources: { requests: { storage: '500Mi' } }, dataSource: { name: 'x' } },
  };
  const at = { pv: 'pv-new', capacityBytes: GI };

  it('is the claim that was, on the new volume', () => {
    const claim = renderRestoredClaim(planned(sealed()), manifest, plainContext({ shop: 'copy' }, true), at);

    expect(claim).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'copy', labels: { app: 'web' }, annotations: { note: 'x' } },
      spec: {
        accessModes: ['ReadWriteMany'],
        volumeMode: 'Filesystem',
        storageClassName: 'gold',
        resources: { requests: { storage: '500Mi' } },
        volumeName: 'pv-new',
      },
    });
  });

  it('is made of the seal when the claim went before it was collected', () => {
    const claim = renderRestoredClaim(planned(sealed()), undefined, plainContext({ shop: 'copy' }, true), at);

    expect(claim).toMatchObject({
      metadata: { name: 'data', namespace: 'copy' },
      spec: { resources: { requests: { storage: String(GI) } }, volumeName: 'pv-new' },
    });
  });

  it('never asks for more than the volume has', () => {
    const grown = { ...manifest, spec: { resources: { requests: { storage: '5Gi' } } } };

    const { spec } = renderRestoredClaim(planned(sealed()), grown, plainContext({}, true), at);

    expect(spec).toMatchObject({ resources: { requests: { storage: String(GI) } } });
  });

  it('is filled through a claim that can be written to', () => {
    expect(temporaryModesOf(['ReadOnlyMany'])).toEqual(['ReadWriteOnce', 'ReadOnlyMany']);
    expect(temporaryModesOf(['ReadWriteMany'])).toEqual(['ReadWriteMany']);
  });
});

it('finds a node by alternatives of expressions that all hold', () => {
  const required = {
    nodeSelectorTerms: [
      {
        matchExpressions: [
          { key: 'zone', operator: 'In', values: ['a'] },
          { key: 'gpu', operator: 'DoesNotExist' },
        ],
      },
      { matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] },
    ],
  };

  expect(fitsNode(required, { zone: 'a' })).toBe(true);
  expect(fitsNode(required, { zone: 'a', gpu: '1' })).toBe(false);
  expect(fitsNode(required, { zone: 'b', gpu: '1' })).toBe(true);
  expect(fitsNode(undefined, {})).toBe(true);
});
