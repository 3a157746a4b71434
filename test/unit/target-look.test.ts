import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTargetLook } from '../../functions/manifests/target-look.ts';
import type { Cluster } from '../../functions/services/cluster/cluster.ts';

it('asks several namespaces at once for the claims that are in the way', async () => {
  let [now, most] = [0, 0];
  const cluster = {
    list: async () => {
      now += 1;
      most = Math.max(most, now);
      await sleep(5);
      now -= 1;
      return { items: [{ metadata: { name: 'data' } }] };
    },
  } as unknown as Cluster;
  const names = Array.from({ length: 20 }, (_, n) => `n${n}`);
  const spec = { backup: 'bk-1', namespaceMapping: {}, restoreStatus: false };
  const look = createTargetLook(cluster, spec, { existing: new Set(names), away: new Set() });

  await look.askClaims(names.flatMap((namespace) => ['data', 'other'].map((pvc) => ({ namespace, pvc }))));

  expect(look.conflicts).toHaveLength(20);
  expect(most).toBe(8);
});
