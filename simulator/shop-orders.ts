import type { NewObject } from './store.ts';

/**
 * Adds a line to its journal under a lock in $TMPDIR: who holds that stops it. It is a link that says whose it is, made at one
 * moment, so that nobody takes another's. A journal of 5,000 lines begins anew.
 */
const WRITER = `n=0
while :; do
  if ln -s orders "$TMPDIR/lock" 2>/dev/null; then
    n=$((n + 1))
    [ $((n % 5000)) != 0 ] || : >"$DATA/journal"
    echo "order $n" >>"$DATA/journal"
    rm "$TMPDIR/lock"
  fi
  sleep 0.2
done`;

const labels = { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/part-of': 'shop' };
const metadata = { name: 'orders', namespace: 'shop', labels };

const container = {
  name: 'orders',
  image: 'docker.io/library/busybox:1',
  command: ['sh', '-c', WRITER],
  env: [{ name: 'DATA', value: '/data' }],
  volumeMounts: [{ name: 'orders', mountPath: '/data' }],
};

/** The action of a rule by which it stands still; whoever has deleted it can back up all the same. */
export const stopOrders = {
  podSelector: { matchLabels: labels },
  command: 'until ln -s snapferry "$TMPDIR/lock" 2>/dev/null; do sleep 0.01; done',
  undo: '[ "$(readlink "$TMPDIR/lock")" != snapferry ] || rm "$TMPDIR/lock"',
  onNoMatch: 'warn',
} as const;

/** What of the shop really runs on the simulator, and writes for as long as it is there: something that rules can stop. */
export const orders: NewObject[] = [
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'simulator.snapferry.dev/run': 'true' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [container],
          volumes: [{ name: 'orders', persistentVolumeClaim: { claimName: 'orders' } }],
        },
      },
    },
  },
];
