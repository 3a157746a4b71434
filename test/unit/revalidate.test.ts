import { describe, expect, it } from 'vitest';
import { Fault } from '../../functions/domain/errors.ts';
import { revalidate } from '../../functions/events/revalidate.ts';
import { createTestClock } from '../support/test-clock.ts';

/** Of the function; and what eight stores that do not answer take of it, tried at once. */
const FUNCTION_MS = 120_000;
const SILENCE_MS = 90_000;
const HOUR = 3600;

/** One round after the other, an hour apart; stores whose name says so do not answer. */
function revalidator(names: readonly string[]) {
  const clock = createTestClock('2026-11-23T09:00:00.000Z');
  const at = '2026-11-22T09:00:00.000Z';
  const items = new Map(
    names.map((name) => [name, { name, uid: name, generation: 1, spec: {}, status: { validated: { at } } }]),
  );
  const answered: string[] = [];
  let remaining = FUNCTION_MS;
  const services = {
    clock,
    catalog: {
      list: async (kind: string) => ({ items: kind === 'location' ? [...items.values()] : [] }),
      writeStatus: async (_: string, name: string, _uid: string, status: object) => {
        const item = items.get(name);
        // What has not been written when the function's time ends never is.
        if (item && remaining > 0) items.set(name, { ...item, status: { ...item.status, ...status } });
      },
    },
    claims: {
      claim: async ({ name }: { name: string }) => {
        if (!name.startsWith('silent')) {
          answered.push(name);
          return { generation: 1, locationUid: name };
        }
        await Promise.resolve();
        remaining -= SILENCE_MS / 8;
        throw new Fault('location.unreachable', `${name} did not answer in time`);
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Parameters<typeof revalidate>[0];
  const round = async () => {
    clock.advance(HOUR);
    remaining = FUNCTION_MS;
    await revalidate(services)({}, { getRemainingTimeInMillis: () => remaining });
    return remaining;
  };
  return { answered, round };
}

describe('a round of looks', () => {
  it('reaches a store that answers, however many others do not', async () => {
    const silent = Array.from({ length: 24 }, (_, n) => `silent-${n}`);
    const { answered, round } = revalidator([...silent, 'well']);

    for (let rounds = 0; rounds < 5; rounds += 1) await round();

    expect(answered).toEqual(['well']);
  });

  it('begins no look that it may not end', async () => {
    const { round } = revalidator(Array.from({ length: 24 }, (_, n) => `silent-${n}`));

    expect(await round()).toBeGreaterThan(0);
  });
});
