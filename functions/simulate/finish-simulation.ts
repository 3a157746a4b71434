import { nameSome } from '../domain/name-some.ts';
import type { SimulationOperation } from '../domain/operation/operation.ts';
import { finish, finishStep, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** The terminal phase, once. Looked at is succeeded, whatever was found. */
export function finishSimulation(services: Uses<'clock' | 'ledger' | 'log'>): Step {
  return finishStep('simulation', 'FinishSimulation', services, async (call) => {
    const { operation } = call;
    const outcome = outcomeOf(call, operation.checkedAt !== undefined, 'it ended before all was looked at');
    return await finish(services, call, outcome, {}, summaryOf(operation));
  });
}

function summaryOf({ simulation, spec }: SimulationOperation): string {
  const codes = [...new Set(simulation?.problems.map(({ code }) => code))];
  if (codes.length === 0) return `nothing speaks against the ${spec.of}`;
  return `the ${spec.of} would fail: ${nameSome(codes, 5)}`;
}
