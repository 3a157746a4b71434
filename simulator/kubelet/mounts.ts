import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { namespaceOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { type Claim, resources, type Volume } from '../storage/types.ts';
import { MissingReference, referred } from './environment.ts';
import type { Container, Pod } from './types.ts';

/** A path in the container and the host folder it stands for; undefined where nothing is kept on disk. */
export interface Mount {
  mountPath: string;
  folder: string | undefined;
  readOnly: boolean;
  claim?: string;
}

interface Prepared {
  folder: string | undefined;
  claim?: string;
}

/** Makes the pod's folders. Throws MissingReference for a Secret, ConfigMap or volume that is not there. */
export function prepareVolumes(simulation: Simulation, pod: Pod, podFolder: string | undefined): Map<string, Prepared> {
  const prepared = new Map<string, Prepared>();
  for (const { name, persistentVolumeClaim: reference, secret, configMap } of pod.spec.volumes ?? []) {
    if (reference !== undefined) {
      const claim = reference.claimName;
      prepared.set(name, { folder: claimFolder(simulation, pod, claim), claim });
      continue;
    }
    if (secret) referred(simulation.store, pod, 'secret', { ...secret, name: secret.secretName });
    if (configMap) referred(simulation.store, pod, 'configmap', configMap);
    const folder = podFolder === undefined ? undefined : join(podFolder, 'volumes', name);
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    prepared.set(name, { folder });
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

export function mountsOf(container: Container, volumes: Map<string, Prepared>): Mount[] {
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
