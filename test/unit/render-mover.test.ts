import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderRecoveryKey, repositoryPassword } from '../../functions/domain/location/keys.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import type { MoverAction, MoverTask } from '../../functions/services/mover/mover.ts';
import { MOVER_SCRIPT } from '../../functions/services/mover/mover-script.ts';
import { moverNameOf, renderJob, renderSecret } from '../../functions/services/mover/render-mover.ts';
import { moversIn, scriptOfRound, secretsIn } from '../../functions/services/mover/turns.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const RUN = 'bk-aaaaaaaaaaaaaaaaaaaaaaaaaa';
const LOCATION: Location = {
  ref: { name: 'main', uid: 'l1' },
  locationUid: 'l1',
  type: 's3',
  s3: { endpoint: 'https://s3.example.org:9000', region: 'r', bucket: 'b', prefix: 'team/x', pathStyle: true },
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'the-secret', sessionToken: 'the-token' },
  recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(5)),
  store: createObjectBackupStore(createMemoryStore()),
};

function task(action: MoverAction, changes: Partial<MoverTask> = {}): MoverTask {
  return {
    operationId: RUN,
    volumeId: 'abcdefghijklm',
    id: 'abcdefghijklm',
    attempt: 2,
    role: 'mover',
    action,
    location: LOCATION,
    repository: { clusterId: 'c1', namespace: 'shop' },
    claim: 'sf-claim',
    settings: { image: 'kopia:1', memoryMiB: 1000, cpu: '500m', activeDeadlineSeconds: 60, startTimeoutSeconds: 30 },
    ...changes,
  };
}

const SNAPSHOT: Extract<MoverAction, { kind: 'snapshot' }> = {
  kind: 'snapshot',
  source: { clusterId: 'c1', namespace: 'shop', pvcUid: 'p1' },
};
const RESTORE: MoverAction = { kind: 'restore', kopiaId: 'k1', files: 3 };

function environmentOf(given: MoverTask): Record<string, string> {
  const { env } = renderJob('aaaaaaaaaa', 'snapferry', [given]).spec.template.spec.containers[0];
  return Object.fromEntries(env.map(({ name, value }: { name: string; value: string }) => [name, value]));
}

describe('a mover’s Job', () => {
  it('ends by itself, is never retried by Kubernetes, and forgives a drained node', () => {
    const { spec, metadata } = renderJob('aaaaaaaaaa', 'snapferry', [task(SNAPSHOT)]);

    expect(metadata.name).toBe(`sf-${RUN}-abcdefghijklm-2`);
    expect(spec).toMatchObject({
      backoffLimit: 0,
      activeDeadlineSeconds: 60,
      ttlSecondsAfterFinished: 86_400,
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
    });
  });

  it('reads a claim without being able to change it, and fills one otherwise', () => {
    const reading = renderJob('aaaaaaaaaa', 'snapferry', [task(SNAPSHOT)]).spec.template.spec;
    const filling = renderJob('aaaaaaaaaa', 'snapferry', [task(RESTORE)]).spec.template.spec;

    for (const [pod, readOnly] of [
      [reading, true],
      [filling, false],
    ]) {
      expect(pod.volumes[1].persistentVolumeClaim).toEqual({ claimName: 'sf-claim', readOnly });
      expect(pod.containers[0].volumeMounts[1]).toEqual({ name: 'data', mountPath: '/snapferry/data', readOnly });
    }
    expect(reading.securityContext.fsGroup).toBeUndefined();
    expect(reading.automountServiceAccountToken).toBe(false);
  });

  it('stays within PodSecurity baseline', () => {
    const { containers, volumes, ...pod } = renderJob('aaaaaaaaaa', 'snapferry', [task(SNAPSHOT)]).spec.template.spec;
    const allowed = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE'];

    expect(pod).not.toHaveProperty('hostNetwork');
    expect(allowed).toEqual(expect.arrayContaining(containers[0].securityContext.capabilities.add));
    expect(volumes.some((volume: object) => 'hostPath' in volume)).toBe(false);
  });

  it('holds secrets in its Secret only, which goes with it', () => {
    const job = renderJob('aaaaaaaaaa', 'snapferry', [task(SNAPSHOT)]);
    job.metadata.uid = 'job-uid';
    const secret = renderSecret('aaaaaaaaaa', job, task(SNAPSHOT));
    const password = repositoryPassword(LOCATION, 'c1', 'shop');

    for (const value of [password, 'the-secret', 'the-token', LOCATION.recoveryKey]) {
      expect(JSON.stringify(job)).not.toContain(value);
    }
    expect(secret.stringData).toEqual({
      KOPIA_PASSWORD: password,
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'the-secret',
      AWS_SESSION_TOKEN: 'the-token',
    });
    expect(JSON.stringify(secret)).not.toContain(LOCATION.recoveryKey);
    expect(secret.metadata.ownerReferences).toMatchObject([{ kind: 'Job', uid: 'job-uid' }]);
    expect(job.spec.template.spec.containers[0].envFrom).toEqual([{ secretRef: { name: secret.metadata.name } }]);
  });

  it('knows its repository, its source and its store from the environment', () => {
    expect(environmentOf(task(SNAPSHOT))).toMatchObject({
      SF_ENDPOINT: 's3.example.org:9000',
      SF_TLS: '',
      SF_PREFIX: 'team/x/repositories/c1/shop/',
      SF_SOURCE: 'snapferry@c1:/shop/p1',
      SF_RUN: RUN,
      GOMEMLIMIT: '800MiB',
    });
    const plain = { ...LOCATION, s3: { ...LOCATION.s3, endpoint: 'http://10.0.0.1:80', prefix: '' } };
    expect(environmentOf(task(RESTORE, { location: plain }))).toMatchObject({
      SF_ENDPOINT: '10.0.0.1',
      SF_TLS: '--disable-tls',
      SF_PREFIX: 'repositories/c1/shop/',
      SF_SNAPSHOT: 'k1',
    });
  });

  it('is told which run is deleted, and when that had ended', () => {
    const ended = '2026-11-16T09:00:00.000Z';
    const deletion = environmentOf(task({ kind: 'delete-snapshots', run: 'bk-other', ended }));

    expect(deletion).toMatchObject({ SF_RUN: 'bk-other', SF_ENDED: ended });
    expect(environmentOf(task({ kind: 'delete-snapshots', run: 'bk-old' }))).toMatchObject({ SF_ENDED: '' });
  });

  it('is told all that a maintenance keeps, in variables that a kernel takes, and never to be careless', () => {
    const keep = Array.from({ length: 8_001 }, (_, n) => String(n).padStart(8, '0'));
    const before = '2026-11-16T09:00:00.000Z';
    const quick = environmentOf(task({ kind: 'maintain', full: false }));
    const full = environmentOf(task({ kind: 'maintain', full: true, prune: { before, keep } }));

    expect(quick).toMatchObject({ SF_FULL: '', SF_PRUNE_BEFORE: '' });
    expect(full).toMatchObject({ SF_FULL: '--full', SF_PRUNE_BEFORE: before });
    expect(`${full.SF_KEEP_0} ${full.SF_KEEP_1}`.split(' ')).toEqual(keep);
    expect(full.SF_KEEP_0?.length).toBeLessThan(131_072);
    expect([quick, full].some((environment) => 'SF_SAFETY' in environment)).toBe(false);
  });

  it('validates in a folder of its own, never in a repository', () => {
    const { SF_PREFIX } = environmentOf(task({ kind: 'validate-location' }, { operationId: 'vl-x' }));

    expect(SF_PREFIX).toBe('team/x/probes/vl-x/');
  });

  it('takes a source volume’s node affinity, and twice the memory when it is told to', () => {
    const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }] };
    const given = task({ ...SNAPSHOT, memoryMiB: 2000 }, { nodeAffinity: { required } });
    const pod = renderJob('aaaaaaaaaa', 'snapferry', [given]).spec.template.spec;

    expect(pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual(required);
    expect(pod.containers[0].resources.limits.memory).toBe('2000Mi');
  });

  it('has a name that leaves room for the suffixes of controllers', () => {
    const names = [
      moverNameOf(task(SNAPSHOT, { attempt: 10 })),
      moverNameOf({ ...task({ kind: 'create-repository' }), role: 'repository' }),
    ];

    for (const name of names) expect(name.length).toBeLessThanOrEqual(50);
  });
});

describe('a Job that several share', () => {
  const other = { clusterId: 'c1', namespace: 'blog' };
  const tasks = [
    task(SNAPSHOT, { id: 'a', claim: 'claim-a' }),
    task({ ...SNAPSHOT, source: { ...SNAPSHOT.source, pvcUid: 'p2' } }, { id: 'b', attempt: 1, claim: 'claim-b' }),
    task(SNAPSHOT, { id: 'c', claim: 'claim-c', repository: other }),
  ];
  const { initContainers, containers, volumes } = renderJob('aaaaaaaaaa', 'snapferry', tasks, 'sf-shared').spec.template
    .spec;

  it('has a container for each repository, with its keys and no others', () => {
    const all = [...initContainers, ...containers];
    expect(all.map(moversIn)).toEqual([[`sf-${RUN}-a-2`, `sf-${RUN}-b-1`], [`sf-${RUN}-c-2`]]);
    expect(all.map(secretsIn)).toEqual([[`sf-${RUN}-a-2`], [`sf-${RUN}-c-2`]]);
    expect(all.map(({ env }) => env.find(({ name }: { name: string }) => name === 'SF_VERIFY').value)).toEqual([
      'yes',
      'yes',
    ]);
  });

  it('mounts each claim read-only, and where its volume has its turn alone', () => {
    const claims = volumes
      .slice(1)
      .map(({ persistentVolumeClaim }: { persistentVolumeClaim: unknown }) => persistentVolumeClaim);
    expect(claims).toEqual(['claim-a', 'claim-b', 'claim-c'].map((claimName) => ({ claimName, readOnly: true })));
    expect(initContainers[0].volumeMounts.slice(1)).toEqual([
      { name: 'data', mountPath: '/snapferry/data-0', readOnly: true },
      { name: 'data-1', mountPath: '/snapferry/data-1', readOnly: true },
    ]);
    expect(containers[0].volumeMounts.slice(1)).toEqual([
      { name: 'data-2', mountPath: '/snapferry/data-0', readOnly: true },
    ]);
  });

  it('tells each turn what differs from the others', () => {
    expect(initContainers[0].env).toEqual(
      expect.arrayContaining([
        { name: 'SF_TURNS', value: '2' },
        { name: 'SF_SOURCE_1', value: 'snapferry@c1:/shop/p2' },
        { name: 'SF_ATTEMPT_0', value: '2' },
        { name: 'SF_ATTEMPT_1', value: '1' },
        { name: 'SF_DATA_1', value: '/snapferry/data-1' },
      ]),
    );
  });
});

it.each([
  ['a mover', MOVER_SCRIPT],
  ['those that have turns in one container', scriptOfRound(true)],
])('the script of %s is what a POSIX shell can read', (_name, input) => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input, encoding: 'utf8' });

  expect(stderr).toBe('');
  expect(status).toBe(0);
});
