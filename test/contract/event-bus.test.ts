import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../local/event-bus.ts';
import type { Json } from '../../local/json.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const change = (status: string) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { status },
});
const rule = {
  name: 'lost',
  pattern: { source: ['aws.states'], detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] } },
  function: 'reconcile',
};

describe('the event bus', () => {
  it('delivers what matches a rule, and only that', async () => {
    const clock = createVirtualClock();
    const delivered: Json[] = [];
    const bus = createEventBus({ rules: [rule], sweeps: [], clock, invoke: async (_, event) => delivered.push(event) });

    bus.put(change('RUNNING'));
    bus.put(change('ABORTED'));
    await clock.advance(1);

    expect(delivered).toMatchObject([{ version: '0', account: '000000000000', detail: { status: 'ABORTED' } }]);
  });

  it('delivers again until the function succeeds', async () => {
    const clock = createVirtualClock();
    let attempts = 0;
    const invoke = async () => {
      if (++attempts < 4) throw new Error('not yet');
    };
    const bus = createEventBus({ rules: [rule], sweeps: [], clock, invoke });

    bus.put(change('FAILED'));
    await clock.advance(60_000);

    expect(attempts).toBe(4);
  });

  it('delivers twenty at once, and the others after them', async () => {
    const clock = createVirtualClock();
    const times: number[] = [];
    const invoke = async () => {
      await clock.sleep(1000);
      times.push(clock.elapsed() / 1000);
    };
    const bus = createEventBus({ rules: [rule], sweeps: [], clock, invoke });

    for (let n = 0; n < 50; n += 1) bus.put(change('FAILED'));
    await clock.advance(10_000);

    expect([1, 2, 3].map((at) => times.filter((time) => time === at).length)).toEqual([20, 20, 10]);
  });

  it('sweeps at the start and at its rate, whether it succeeds or not, until it is stopped', async () => {
    const clock = createVirtualClock();
    const times: number[] = [];
    const invoke = async () => {
      times.push(clock.elapsed() / 1000);
      throw new Error('no luck');
    };
    const bus = createEventBus({
      rules: [],
      sweeps: [{ name: 'sweep', everySeconds: 300, function: 'sweep' }],
      clock,
      invoke,
    });

    bus.start();
    await clock.advance(700_000);
    bus.stop();
    await clock.advance(700_000);

    expect(times).toEqual([0, 300, 600]);
  });
});
