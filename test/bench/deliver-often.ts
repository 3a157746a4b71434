import { inParallel } from '../../functions/platform/in-parallel.ts';
import type { Uses } from '../../functions/platform/services.ts';
import { claimSlot } from '../../functions/scheduling/claim-slot.ts';

/** As many as the client has sockets: more would wait for those. */
const CONCURRENCY = 50;

/** One slot, delivered so often at once: one claim, or an error. Beside it as many bare reads of that record. */
export async function deliverOften(
  services: Parameters<typeof claimSlot>[0] & Uses<'ledger'>,
  slot: Parameters<typeof claimSlot>[1],
  deliveries: number,
): Promise<{ seconds: number; bareSeconds: number }> {
  const numbers = Array.from({ length: deliveries }, (_, n) => n);
  const runs: string[] = [];
  let duplicates = 0;
  const seconds = await timed(() =>
    inParallel(numbers, CONCURRENCY, async (n) => {
      const { status, run } = await claimSlot(services, slot, `arn:${n}`);
      if (status === 'run') runs.push(run.operationId);
      if (status === 'duplicate') duplicates += 1;
    }),
  );
  const [operationId = ''] = runs;
  if (runs.length !== 1 || duplicates !== deliveries - 1) {
    throw new Error(`${deliveries} deliveries of one slot are ${runs.length} runs and ${duplicates} duplicates`);
  }
  const bareSeconds = await timed(() =>
    inParallel(numbers, CONCURRENCY, async () => await services.ledger.readOperation(operationId)),
  );
  return { seconds, bareSeconds };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
