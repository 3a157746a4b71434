import { describe, expect, it } from 'vitest';
import { container, event, podOf, RESULT, setUp } from '../support/mover-cluster.ts';

describe('a mover whose pod was taken away', () => {
  const disrupted = [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime: '2026-11-23T09:11:00Z' }];
  const evicted = container({ terminated: { exitCode: 137, finishedAt: '2026-11-23T09:11:00Z' } }, disrupted);
  const FIRST = '2026-11-23T09:00:01Z';

  async function phasesAt(given: ReturnType<typeof setUp>, minutes: readonly number[]) {
    const phases = [];
    for (const [nth, minute] of minutes.entries()) {
      given.clock.advance((minute - (minutes[nth - 1] ?? 0)) * 60);
      phases.push((await given.read())?.phase);
    }
    return phases;
  }

  it('gives its next pod the whole start timeout, however old its Job is', async () => {
    const next = podOf('pod-2', '2026-11-23T09:11:10Z', { phase: 'Pending' });

    expect(await phasesAt(setUp(evicted, {}, [next]), [12, 21, 22])).toEqual(['starting', 'starting', 'failed']);
  });

  it('waits for the next pod as long from the end of the last', async () => {
    expect(await phasesAt(setUp(evicted), [12, 20, 22])).toEqual(['starting', 'starting', 'failed']);
  });

  it.each<[string, object, object]>([
    ['its deletion', { deletionTimestamp: '2026-11-23T09:11:00Z' }, { finishedAt: null }],
    ['its disruption', {}, {}],
  ])('goes by %s where nobody saw the end of its container', async (_, metadata, seen) => {
    const pod = podOf('pod-1', FIRST, container({ terminated: { exitCode: 137, ...seen } }, disrupted), metadata);

    expect(await phasesAt(setUp(undefined, {}, [pod]), [12, 20, 22])).toEqual(['starting', 'starting', 'failed']);
  });

  it('is given time too when that pod is gone before the next one comes', async () => {
    const managedFields = [
      { manager: 'snapferry', time: FIRST },
      { manager: 'kube-controller-manager', subresource: 'status', time: '2026-11-23T09:11:00Z' },
    ];
    const given = setUp();
    Object.assign(given.cluster.objects[0]?.metadata ?? {}, { managedFields });

    expect(await phasesAt(given, [12, 20, 22])).toEqual(['starting', 'starting', 'failed']);
  });

  it('has failed with what the events of its Job say when no other pod comes', async () => {
    const given = setUp(evicted, {}, [event('job-uid', 'FailedCreate', 'exceeded quota: pods=5')]);
    given.clock.advance(22 * 60);

    expect((await given.read())?.failure).toMatchObject({
      code: 'mover.not_started',
      message: expect.stringContaining('exceeded quota: pods=5'),
    });
  });
});

describe('a mover on a node that is lost for good', () => {
  /** Asked to go at 09:20:00, with a grace of 30 s. */
  const leaving = { deletionTimestamp: '2026-11-23T09:20:30Z', deletionGracePeriodSeconds: 30 };

  const lost = (state: object) => ({
    ...podOf('pod-1', '2026-11-23T09:00:01Z', container(state), leaving),
    spec: { nodeName: 'node-1' },
  });

  it('runs until its pod is two minutes late to go, and has then failed, which is worth another attempt', async () => {
    const { clock, read } = setUp(undefined, {}, [lost({ running: { startedAt: '2026-11-23T09:00:02Z' } })]);

    clock.advance(22 * 60 + 29);
    const late = await read();
    clock.advance(2);
    const tooLate = await read();

    expect(late?.phase).toBe('running');
    expect(tooLate).toMatchObject({
      phase: 'failed',
      failure: { code: 'mover.failed', message: expect.stringContaining('its node does not answer: node-1') },
    });
  });

  it('has failed in the same way when it was only about to start', async () => {
    const { clock, read } = setUp(undefined, {}, [lost({ waiting: { reason: 'ContainerCreating' } })]);
    clock.advance(22 * 60 + 31);

    expect(await read()).toMatchObject({ phase: 'failed', failure: { code: 'mover.failed' } });
  });

  it('counts when it ended in time, however long its pod stays', async () => {
    const { clock, read } = setUp(undefined, {}, [lost({ terminated: { exitCode: 0, message: RESULT } })]);
    clock.advance(3600);

    expect(await read()).toMatchObject({ phase: 'succeeded' });
  });
});
