import { describe, expect, it } from 'vitest';
import type { PruneTransfer } from '../../functions/domain/transfer/transfer.ts';
import { launchDue } from '../../functions/transfers/launch.ts';

const HERE = { name: 'c', uid: 'c', clusterId: 'c1' };
const RUN = { operationId: 'dl-1', epoch: 1 };

function transfer(id: string, more: Partial<PruneTransfer> = {}): PruneTransfer {
  const repository = { clusterId: 'c1', namespace: id };
  const location = { name: 'attic', uid: 'l-1' };
  return { id, epoch: 1, work: 'prune', location, repository, phase: 'Pending', attempt: 0, ...more };
}

interface World {
  /** How often a Task may ask for the time that it has left before there is too little of it. */
  looks?: number;
  /** Its attempt cannot be begun. */
  unmade?: string;
}

/** @param live Jobs of this operation that live already */
function world(live: readonly string[], { looks = Number.POSITIVE_INFINITY, unmade }: World = {}) {
  let looked = 0;

  const calls: string[] = [];
  const services = {
    clock: { now: () => new Date('2026-11-28T00:00:00Z') },
    leases: { acquire: async () => 1, release: async () => undefined },
    ledger: {
      updateTransfer: async (_: unknown, given: PruneTransfer, { attempt, phase }: Partial<PruneTransfer>) => {
        calls.push(`${given.id} ${phase ?? `attempt ${attempt}`}`);
        return { ...given, ...(attempt ? { attempt } : {}) };
      },
    },
    movers: {
      countLive: async () => {
        const byOperation = live.length > 0 ? { [RUN.operationId]: live.length } : {};
        return { total: live.length, byOperation, jobs: new Set(live) };
      },
      launch: async (_: unknown, tasks: { id: string; attempt: number }[], job?: string) => {
        calls.push(`${tasks.map(({ id, attempt }) => `${id} Job ${attempt}`).join(', ')}${job ? ` in ${job}` : ''}`);
      },
    },
  } as unknown as Parameters<typeof launchDue>[0];
  const launch = async (due: PruneTransfer[], limit: number, share?: (all: readonly PruneTransfer[]) => unknown) => {
    const on = { cluster: { ref: HERE }, limit, share } as unknown as Parameters<typeof launchDue>[2];
    const attempt = { task: {} } as Awaited<ReturnType<Parameters<typeof launchDue>[4]>>;
    const remainingMs = () => {
      looked += 1;
      return looked > looks ? 0 : 60_000;
    };
    return await launchDue(services, { run: RUN, remainingMs }, on, due, async ({ id }) => {
      if (id === unmade) throw new Error(`the claim of ${id} cannot be made`);
      return attempt;
    });
  };
  return { calls, launch };
}

describe('launching what is due', () => {
  it('notes every attempt and makes its claim before the first Job is made, and takes as many as there is room for', async () => {
    const { calls, launch } = world([]);

    expect(await launch([transfer('a'), transfer('b'), transfer('c')], 2)).toEqual({ status: 'done', launched: 2 });
    expect(calls).toEqual(['a attempt 1', 'b attempt 1', 'a Job 1', 'a Running', 'b Job 1', 'b Running']);
  });

  it('goes on with what a Task that died has begun, whose own Job may hold the only place', async () => {
    const { calls, launch } = world(['sf-dl-1-b-2']);

    expect(await launch([transfer('a'), transfer('b', { attempt: 2 })], 1)).toEqual({ status: 'done', launched: 1 });
    expect(calls).toEqual(['b attempt 2', 'b Job 2', 'b Running']);
  });

  it('notes all that share a Job before it is made, which is named after the first', async () => {
    const { calls, launch } = world([]);

    const launched = await launch([transfer('a'), transfer('b'), transfer('c')], 2, ([a, b, c]) => [[c, a], [b]]);

    expect(launched).toEqual({ status: 'done', launched: 3 });
    expect(calls).toEqual([
      'c attempt 1',
      'a attempt 1',
      'b attempt 1',
      'c Job 1, a Job 1 in sf-dl-1-c-1',
      'c Running',
      'a Running',
      'b Job 1',
      'b Running',
    ]);
  });

  it('makes no Job beyond the limit of what a Task that died has begun', async () => {
    const { calls, launch } = world(['sf-dl-1-other-1']);

    const begun = ['a', 'b'].map((id) => transfer(id, { attempt: 1 }));
    expect(await launch(begun, 2)).toEqual({ status: 'done', launched: 1 });
    expect(calls).toEqual(['a attempt 1', 'a Job 1', 'a Running']);
  });

  it('makes the Jobs of all that it has begun before its time is up, and leaves the others untouched', async () => {
    const { calls, launch } = world([], { looks: 1 });
    const due = Array.from({ length: 25 }, (_, n) => transfer(`t${n}`));

    expect(await launch(due, 100)).toEqual({ status: 'waiting', launched: 10 });
    expect(calls.filter((call) => call.endsWith('attempt 1'))).toHaveLength(10);
    expect(calls.filter((call) => call.endsWith('Running'))).toHaveLength(10);
  });

  it('makes the Jobs of those before one that cannot be begun, and says why that cannot', async () => {
    const { calls, launch } = world([], { unmade: 'b' });

    await expect(launch([transfer('a'), transfer('b'), transfer('c')], 3)).rejects.toThrow(/claim of b/);
    expect(calls).toEqual(['a attempt 1', 'a Job 1', 'a Running']);
  });

  it('goes on with what is left of a shared Job that a Task which died has begun', async () => {
    const { calls, launch } = world(['sf-dl-1-c-1']);
    const begun = { attempt: 1, job: 'sf-dl-1-c-1' };

    await launch([transfer('a', begun), transfer('b', begun), transfer('d')], 1);

    expect(calls).toEqual(['a attempt 1', 'b attempt 1', 'a Job 1, b Job 1 in sf-dl-1-c-1', 'a Running', 'b Running']);
  });

  it('makes another attempt after a failure', async () => {
    const { calls, launch } = world([]);
    const failure = { code: 'mover.failed' as const, message: 'killed' };

    await launch([transfer('a', { attempt: 1, failure })], 1);

    expect(calls).toEqual(['a attempt 2', 'a Job 2', 'a Running']);
  });
});
