import { applyObjects } from '../../simulator/apply.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

export const BIG_NAMESPACE = 'big';
/** Of an object's own text: what a ConfigMap of some settings has. */
const TEXT_BYTES = 1_000;

/** A simulated cluster in memory with a namespace of so many bound claims and so many objects beside them. */
export async function startBigCluster(claims: number, objects: number): Promise<Simulator> {
  const simulator = await startSimulator();
  const metadata = (name: string) => ({ name, namespace: BIG_NAMESPACE, labels: { app: 'big' } });
  const text = 'a setting of the application; '.repeat(TEXT_BYTES / 30);
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  applyObjects(simulator.simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: BIG_NAMESPACE } },
    ...times(claims, (n) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: metadata(`data-${n}`),
      spec,
    })),
    ...times(Math.ceil(objects / 2), (n) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(`settings-${n}`),
      data: { n: String(n), text },
    })),
    ...times(Math.floor(objects / 2), (n) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata(`secret-${n}`),
      stringData: { n: String(n), text },
    })),
  ]);
  await simulator.settled();
  return simulator;
}

/** One in memory with so many namespaces, each with a claim and its share of so many objects. */
export async function startWideCluster(namespaces: number, objects: number): Promise<Simulator> {
  const simulator = await startSimulator();
  const share = Math.floor(objects / namespaces);
  const text = 'a setting of the application; '.repeat(TEXT_BYTES / 30);
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  for (const namespace of times(namespaces, (n) => `app-${n}`)) {
    const metadata = (name: string) => ({ name, namespace, labels: { app: namespace } });
    applyObjects(simulator.simulation, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { team: 'bench' } } },
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: metadata('data'), spec },
      ...times(share - 1, (n) => ({
        apiVersion: 'v1',
        ...(n % 2 ? { kind: 'Secret', stringData: { text } } : { kind: 'ConfigMap', data: { text } }),
        metadata: metadata(`part-${n}`),
      })),
    ]);
  }
  await simulator.settled();
  return simulator;
}

function times<Made>(count: number, make: (n: number) => Made): Made[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
