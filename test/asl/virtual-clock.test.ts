import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../support/virtual-clock.ts';

/** More turns of the event loop than a jump of the clock needs. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
}

describe('virtual time', () => {
  it('jumps from wait to wait, in order', async () => {
    const clock = createVirtualClock();
    const woken: number[] = [];
    const wait = async (milliseconds: number) => {
      await clock.sleep(milliseconds);
      woken.push(clock.elapsed());
    };

    await Promise.all([wait(3_600_000), wait(5), wait(60_000)]);

    expect(woken).toEqual([5, 60_000, 3_600_000]);
  });

  it('stands still while an activity does real work, and goes on while it sleeps', async () => {
    const clock = createVirtualClock();
    const other = clock.sleep(1000);

    await clock.activity(async () => {
      await turns();
      expect(clock.elapsed()).toBe(0);
      await clock.sleep(2000);
      expect(clock.elapsed()).toBe(2000);
      await turns();
      expect(clock.elapsed()).toBe(2000);
    });
    await other;
  });

  it('never moves for a timer, but fires it on the way', async () => {
    const clock = createVirtualClock();
    let fired = 0;
    const timer = clock.timer(1000).then(() => {
      fired = clock.elapsed();
    });

    await turns();
    expect(clock.elapsed()).toBe(0);
    await clock.advance(5000);
    await timer;

    expect([fired, clock.elapsed()]).toEqual([1000, 5000]);
  });

  it('is frozen by a hold', async () => {
    const clock = createVirtualClock();
    const release = clock.hold();
    const wait = clock.sleep(1000);

    await turns();
    expect(clock.elapsed()).toBe(0);
    release();
    await wait;

    expect(clock.elapsed()).toBe(1000);
  });

  it('ends a wait whose signal aborts, without moving', async () => {
    const clock = createVirtualClock();
    const release = clock.hold();
    const stop = new AbortController();
    const wait = clock.sleep(1000, stop.signal);

    stop.abort(new Error('enough'));

    await expect(wait).rejects.toThrow('enough');
    release();
    await turns();
    expect(clock.elapsed()).toBe(0);
  });
});
