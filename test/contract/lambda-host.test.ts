import { describe, expect, it } from 'vitest';
import { createLambdaHost } from '../../local/lambda-host.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

describe('the host of functions', () => {
  it('passes events and results as JSON, with a context', async () => {
    const payload = { when: new Date(0), gone: undefined };
    const host = createLambdaHost({
      functions: {
        plan: {
          load: () => async (event, context) => ({
            event,
            name: context.functionName,
            left: context.getRemainingTimeInMillis(),
          }),
        },
      },
      clock: createVirtualClock(),
    });

    const result = await host.invoke('arn:aws:lambda:us-east-1:000000000000:function:plan', payload);

    expect(result).toEqual({ event: { when: '1970-01-01T00:00:00.000Z' }, name: 'plan', left: 120_000 });
  });

  it('loads a function once, and again after a failed load', async () => {
    let loads = 0;
    const load = () => {
      if (++loads === 1) throw new Error('cannot start');
      return async () => loads;
    };
    const host = createLambdaHost({ functions: { plan: { load } } });

    await expect(host.invoke('plan', {})).rejects.toThrow('cannot start');
    expect([await host.invoke('plan', {}), await host.invoke('plan', {})]).toEqual([2, 2]);
  });

  it('times a function out, and reports a killed one as Lambda.Unknown', async () => {
    const clock = createVirtualClock();
    const functions = {
      slow: { load: () => () => clock.sleep(500_000) },
      stuck: { load: () => () => new Promise(() => undefined) },
    };
    const host = createLambdaHost({ functions, clock });

    await expect(host.invoke('slow', {})).rejects.toMatchObject({ name: 'Sandbox.Timedout' });
    const stuck = host.invoke('stuck', {});
    host.kill('stuck');
    await expect(stuck).rejects.toMatchObject({ name: 'Lambda.Unknown' });
  });

  it('lets a test stand between caller and function', async () => {
    const runs: unknown[] = [];
    const host = createLambdaHost({
      functions: { plan: { load: () => async (event) => runs.push(event) } },
      intercept: async (_, next) => {
        await next();
        return next();
      },
    });

    expect(await host.invoke('plan', { twice: true })).toBe(2);
    expect(runs).toEqual([{ twice: true }, { twice: true }]);
  });
});
