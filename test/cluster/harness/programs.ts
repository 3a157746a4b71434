import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureTools } from '../../../tools/build/build.ts';
import { buildPrograms, cacheRoot, type GoProgram, hashFiles } from '../../../tools/build/go-build.ts';

const module = join(import.meta.dirname, '..');
const kubernetes = 'v1.36.1';

/** The version that Kubernetes programs report; the kubelet refuses to run without one. */
const variables = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
  `${path}.gitVersion=${kubernetes}`,
  `${path}.gitMajor=1`,
  `${path}.gitMinor=36`,
  `${path}.gitTreeState=clean`,
]);

const snapshotter = 'github.com/kubernetes-csi/external-snapshotter/v8/cmd';
const stock: readonly GoProgram[] = [
  { name: 'hyperkube', module, package: './cmd/hyperkube', variables },
  { name: 'snapshot-controller', module, package: `${snapshotter}/snapshot-controller` },
  { name: 'csi-snapshotter', module, package: `${snapshotter}/csi-snapshotter` },
  {
    name: 'csi-provisioner',
    module,
    package: 'github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner',
  },
  { name: 'coredns', module, package: './cmd/coredns' },
];
const own: readonly GoProgram[] = [
  { name: 'csi-driver', module, package: './cmd/csi-driver' },
  { name: 'pause', module, package: './cmd/pause' },
];

export type Programs = Readonly<Record<ProgramName, string>>;
type ProgramName =
  | 'hyperkube'
  | 'snapshot-controller'
  | 'csi-snapshotter'
  | 'csi-provisioner'
  | 'coredns'
  | 'csi-driver'
  | 'pause'
  | 'kopia'
  | 'versitygw';

/** Paths of all programs of the cluster; the first time builds them, which takes minutes. Beside them lie the snapshot CRDs. */
export async function ensurePrograms(): Promise<Programs> {
  const tools = await ensureTools();
  const module = await buildPrograms(await cacheFolder('cluster', stock), stock);
  const drivers = await buildPrograms(await cacheFolder('cluster-driver', own), own);
  return { ...module, ...drivers, ...tools } as Programs;
}

/** A change of our own sources makes another folder, so that no old program is taken for the new one. */
async function cacheFolder(prefix: string, programs: readonly GoProgram[]): Promise<string> {
  const sources = await Promise.all(
    programs
      .filter((program) => program.package.startsWith('./'))
      .map(async (program) => {
        const folder = join(module, program.package);
        return (await readdir(folder)).sort().map((file) => join(folder, file));
      }),
  );
  return join(cacheRoot(), `${prefix}-${await hashFiles([join(module, 'go.sum'), ...sources.flat()])}`);
}
