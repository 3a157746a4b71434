import { renderRecoveryKey } from '../../../functions/domain/location/keys.ts';
import { secretOfLocation } from '../../../functions/domain/location/location-spec.ts';
import type { ClusterRef, Ref } from '../../../functions/domain/operation/refs.ts';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { parseAccess } from '../../../functions/services/cluster/access.ts';
import { execRights, readManifests } from '../../../infra/cluster/manifests.ts';
import { applyObjects } from '../../../simulator/apply.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../simulator/simulator.ts';
import type { NewObject } from '../../../simulator/store.ts';
import { askWithin, openWithin } from '../../support/ask-within.ts';
import { onStackClock } from '../../support/simulator-clock.ts';
import { type Application, createApplication } from './application.ts';
import type { ControlPlane } from './control-plane.ts';
import { createKopia, type Kopia } from './kopia.ts';

export interface AslCluster {
  simulator: Simulator;
  kopia: Kopia;
  /** What the commands of rules find in its containers. */
  application: Application;
  ref: ClusterRef;
}

interface Given extends Pick<SimulatorOptions, 'root' | 'drivers' | 'ipFamilies'> {
  /** Reached by connections, which is a fifth of the processor time of a case; the others answer within this process. */
  overHttps?: boolean;
}

let clusters = 0;

/**
 * A simulated cluster in the control plane's time, registered with the rights that an admin gives.
 * @param options.root keeps its objects
 */
export async function startCluster(
  plane: ControlPlane,
  { root, overHttps = false, ...given }: Given = {},
): Promise<AslCluster> {
  const kopia = createKopia();
  const application = createApplication(plane.clock);
  const simulator = await startSimulator({
    clock: onStackClock(plane.clock),
    runJobs: kopia.runJobs,
    runExecs: application.runExecs,
    ...(root === undefined ? {} : { root }),
    ...given,
  });
  const within = { exchange: askWithin(simulator), openSession: openWithin(simulator) };
  if (!overHttps) plane.clusters.set(Number(new URL(simulator.url).port), within);
  applyObjects(simulator.simulation, [...readManifests(), ...execRights('all')] as unknown as NewObject[]);
  await simulator.settled();
  clusters += 1;
  const name = `cluster-${clusters}`;
  const ref = {
    name,
    uid: `uid-of-${name}`,
    clusterId: String(simulator.objects.get('namespaces', 'kube-system')?.metadata.uid),
  };
  const { catalog, clock } = plane.services;
  const arns = await keepCredentials(plane, simulator, name);
  const at = clock.now().toISOString();
  await catalog.create({
    kind: 'cluster',
    name,
    uid: ref.uid,
    generation: 1,
    spec: {
      server: simulator.url,
      namespace: 'snapferry',
      accessKind: 'kubeconfig',
      hasRestoreAccess: true,
      settings: {},
      secretArns: arns,
    },
    status: { clusterId: ref.clusterId, version: 'v1', snapshotCrds: true, deniedPermissions: [], validatedAt: at },
    createdAt: at,
    createdBy: 'asl',
    updatedAt: at,
  });
  return { simulator, kopia, application, ref };
}

/** Writes what a registration keeps in the secret store. @returns the ARNs by identity */
export async function keepCredentials({ services }: ControlPlane, simulator: Simulator, name: string) {
  const policy = createAddressPolicy(['127.0.0.0/8']);
  const arns = { backup: '', restore: '' };
  for (const identity of ['backup', 'restore'] as const) {
    const kubeconfig = simulator.kubeconfig(`system:serviceaccount:snapferry:snapferry-${identity}`);
    const credentials = { ...parseAccess({ kind: 'kubeconfig', kubeconfig }, policy) } as Record<string, string>;
    arns[identity] = await services.secrets.write(`clusters/${name}/${identity}`, credentials);
  }
  return arns;
}

/** The location of all cases: each cluster has a place of its own in it. */
export async function createLocation(plane: ControlPlane): Promise<Ref> {
  const { services } = plane;
  const { catalog, clock } = services;
  const ref = { name: 'attic', uid: 'uid-of-attic' };
  const at = clock.now().toISOString();
  await catalog.create({
    kind: 'location',
    ...ref,
    generation: 1,
    spec: {
      type: 's3',
      access: 'controlPlane',
      s3: { endpoint: 'https://s3.invalid', region: 'us-east-1', bucket: 'backups', prefix: 'p', pathStyle: true },
    },
    status: { clusters: {} },
    secretArn: await keepKeys(plane),
    createdAt: at,
    createdBy: 'asl',
    updatedAt: at,
  });
  await services.locations.claim(ref, 'of-the-harness');
  return ref;
}

/** The secret of the location: who reaches the store, and the recovery key. @returns its ARN */
export async function keepKeys({ services }: ControlPlane): Promise<string> {
  const recoveryKey = renderRecoveryKey(Buffer.alloc(32, 7));
  return await services.secrets.write(
    'locations/attic',
    secretOfLocation({ accessKeyId: 'asl', secretAccessKey: 'asl' }, recoveryKey),
  );
}

export const SHOP = 'shop';

/** A namespace with bound claims, some manifests and a pod that has one of the claims mounted. */
/** @param storageClassName of the claims; absent for the cluster's default */
export async function createShop({ simulator }: AslCluster, claims: number, storageClassName?: string): Promise<void> {
  const own = (kind: string, name: string, apiVersion: string, fields: object): NewObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: SHOP },
    ...fields,
  });
  const spec = {
    accessModes: ['ReadWriteOnce'],
    ...(storageClassName ? { storageClassName } : {}),
    resources: { requests: { storage: '1Gi' } },
  };
  const container = {
    name: 'main',
    image: 'registry.example/shop:1',
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data-0' } }];
  const labels = { app: 'shop' };
  const template = { metadata: { labels }, spec: { containers: [container], volumes } };
  applyObjects(simulator.simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SHOP, labels: { team: 'shop' } } },
    own('ConfigMap', 'settings', 'v1', { data: { colour: 'blue' } }),
    own('Secret', 'database', 'v1', { stringData: { password: 'not a real one' } }),
    ...Array.from({ length: claims }, (_, n) => own('PersistentVolumeClaim', `data-${n}`, 'v1', { spec })),
    own('Deployment', 'shop', 'apps/v1', { spec: { replicas: 1, selector: { matchLabels: labels }, template } }),
  ]);
  await simulator.settled();
}
