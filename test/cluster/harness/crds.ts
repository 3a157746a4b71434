import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../../support/until.ts';
import { readApi } from './api.ts';
import { kubectl } from './kubectl.ts';
import { derive, type Settings } from './settings.ts';

const module = 'github.com/kubernetes-csi/external-snapshotter/client/v8';

/** Makes the snapshot CRDs and waits until the API serves them. */
export async function applySnapshotCrds(settings: Settings, hyperkube: string, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => /^snapshot\.storage.*\.yaml$/.test(file));
  const flags = files.flatMap((file) => ['--filename', join(folder, file)]);
  const { kubeconfig } = derive(settings);
  await kubectl({ hyperkube, kubeconfig }, ['apply', '--server-side', '--force-conflicts', ...flags]);
  await until('the snapshot CRDs to be served', 30, async () => {
    await readApi(settings, '/apis/snapshot.storage.k8s.io/v1/volumesnapshots');
    return true;
  });
}

/** They lie in the snapshotter's own module; a copy is kept beside the programs, since a module cache may be emptied. */
export async function ensureCrds(hyperkube: string): Promise<string> {
  const folder = join(dirname(hyperkube), 'crds');
  if (existsSync(folder)) return folder;
  const { stdout } = await promisify(execFile)('go', ['list', '-m', '-f', '{{.Dir}}', module], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly' },
  });
  const unfinished = `${folder}.${process.pid}`;
  await cp(join(stdout.trim(), 'config/crd'), unfinished, { recursive: true });
  await rename(unfinished, folder).catch(async () => await rm(unfinished, { recursive: true }));
  return folder;
}
