import { expect, test } from 'vitest';
import { onStackClock } from '../support/simulator-clock.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { claim, job, paths, snapshotOf, start } from './simulator-client.ts';

test('the simulator keeps the time of the embedded stack, and does its work between two of its moments', async () => {
  const clock = createVirtualClock();
  const { client, simulator } = await start({
    clock: onStackClock(clock),
    runJobs: () => ({ exitCode: 0, afterMs: 60_000 }),
  });
  simulator.faults.add({ on: 'snapshot', effect: { cutDelayMs: 10_000 } });
  simulator.faults.add({ on: 'snapshot', effect: { readyDelayMs: 100_000 } });
  const seconds = () => Math.round(clock.elapsed() / 1000);
  const begun = seconds();
  const seen: Record<string, number> = {};
  await clock.activity(async () => {
    await client.post(paths.core('default', 'persistentvolumeclaims'), claim('data'));
    await client.post(paths.snapshots('default'), snapshotOf('s', 'data'));
    await client.post(paths.jobs('default'), job('slow', 'true'));
    while (Object.keys(seen).length < 3) {
      await clock.sleep(1000);
      const { status: snapshot = {} } = (await client.get(paths.snapshots('default', 's'))).body;
      const { status = {} } = (await client.get(paths.jobs('default', 'slow'))).body;
      if (snapshot.creationTime !== undefined) seen.cut ??= seconds() - begun;
      if (snapshot.readyToUse === true) seen.ready ??= seconds() - begun;
      if (status.completionTime !== undefined) seen.complete ??= seconds() - begun;
    }
  });
  expect(seen.complete).toBeGreaterThanOrEqual(60);
  expect(seen.complete).toBeLessThanOrEqual(62);
  // The snapshot begins when its claim is bound; the sidecar looks again after 1, 2, 4, … seconds.
  expect(seen.cut).toBeGreaterThanOrEqual(10);
  expect(seen.cut).toBeLessThanOrEqual(13);
  expect(seen.ready).toBeGreaterThanOrEqual(110);
  expect(seen.ready).toBeLessThanOrEqual(150);
});
