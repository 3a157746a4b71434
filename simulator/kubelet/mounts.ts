import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { namespaceOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { type Claim, resources, type Volume } from '../storage/types.ts';
import { MissingReference, readData } from './environment.ts';
import type { Container, Pod, PodVolume } from './types.ts';

/** A path in the container and the host folder it stands for; undefined where nothing is kept on disk. */
export interface Mount {
  mountPath: string;
  folder: string | undefined;
  readOnly: boolean;
  claim?: string;
}

/** Makes the pod's folders. Throws MissingReference for a Secret, ConfigMap or volume that is not there. */
export function prepareVolumes(
  simulation: Simulation,
  pod: Pod,
  podFolder: string | undefined,
): Map<string, { folder: string | undefined; claim?: string }> {
  const prepared = new Map<string, { folder: string | undefined; claim?: string }>();
  for (const volume of pod.spec.volumes ?? []) {
    const reference = volume.persistentVolumeClaim;
    if (reference !== undefined) {
      prepared.set(volume.name, {
        folder: claimFolder(simulation, pod, reference.claimName),
        claim: reference.claimName,
      });
      continue;
    }
    const folder = podFolder === undefined ? undefined : join(podFolder, 'volumes', volume.name);
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    writeData(simulation, pod, volume, folder);
    prepared.set(volume.name, { folder });
  }
  return prepared;
}

function claimFolder({ store, driver }: Simulation, pod: Pod, name: string): string | undefined {
  const claim = store.get<Claim>(resources.claims, `${namespaceOf(pod)}/${name}`);
  const volume = claim && store.get<Volume>(resources.volumes, claim.spec.volumeName ?? '');
  const handle = volume?.spec.csi?.volumeHandle;
  if (handle === undefined)
    throw new MissingReference(`persistentvolumeclaim "${name}" has no volume that can be mounted`);
  return driver.volumeFolder(handle);
}

function writeData({ store }: Simulation, pod: Pod, volume: PodVolume, folder: string | undefined): void {
  const { secret, configMap } = volume;
  if (secret === undefined && configMap === undefined) return;
  const [kind, name] =
    secret === undefined ? (['configmap', configMap?.name ?? ''] as const) : (['secret', secret.secretName] as const);
  const source = secret ?? configMap;
  const data = readData(store, kind, namespaceOf(pod), name);
  if (data === undefined && source?.optional !== true) throw new MissingReference(`${kind} "${name}" not found`);
  if (folder === undefined) return;
  const items = source?.items ?? Object.keys(data ?? {}).map((key) => ({ key, path: key }));
  for (const { key, path } of items) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data?.[key] ?? '');
    chmodSync(file, source?.defaultMode ?? 0o644);
  }
}

export function mountsOf(container: Container, volumes: ReturnType<typeof prepareVolumes>): Mount[] {
  return (container.volumeMounts ?? []).map(({ name, mountPath, subPath, readOnly }) => {
    const volume = volumes.get(name);
    if (volume === undefined) throw new MissingReference(`volume "${name}" is not in the pod`);
    const { folder, claim } = volume;
    return {
      mountPath: mountPath.replace(/(.)\/+$/, '$1'),
      folder: folder !== undefined && subPath !== undefined ? join(folder, subPath) : folder,
      readOnly: readOnly === true,
      ...(claim === undefined ? {} : { claim }),
    };
  });
}

/**
 * A container's paths exist on the host elsewhere: a text that is a mount's path, or lies below one, is rewritten to the
 * host's folder. The innermost mount wins.
 */
export function createRewriter(mounts: { mountPath: string; folder: string | undefined }[]): (text: string) => string {
  const innermostFirst = mounts.toSorted((one, other) => other.mountPath.length - one.mountPath.length);
  return (text) => {
    for (const { mountPath, folder } of innermostFirst) {
      if (folder === undefined) continue;
      if (text === mountPath) return folder;
      if (text.startsWith(`${mountPath}/`)) return `${folder}${text.slice(mountPath.length)}`;
    }
    return text;
  };
}
