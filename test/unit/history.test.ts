import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { POLLS_PER_EXECUTION, waitAfter } from '../../functions/domain/operation/step-result.ts';
import { machineNames, readDefinition } from '../../infra/read-machines.ts';

/** Of an execution, on AWS. */
const MAX_EVENTS = 25_000;
/** A Task, its Choice and its Wait. */
const EVENTS_PER_POLL = 9;
const FOLDER = join(import.meta.dirname, '../../state-machines');

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { StringEquals?: string; Next: string }[];
}
interface Machine {
  StartAt: string;
  TimeoutSeconds: number;
  States: Record<string, State>;
}

const machines = machineNames(FOLDER).map((file) => ({
  file,
  machine: JSON.parse(readDefinition(FOLDER, file)) as Machine,
}));

function pollsIn(seconds: number): number {
  let polls = 0;
  for (let at = 0; at < seconds; at += waitAfter(at)) polls += 1;
  return polls;
}

describe('the history of an execution', () => {
  it.each(machines)('$file: holds one state that waits for as long as the machine lives', ({ machine }) => {
    expect(pollsIn(machine.TimeoutSeconds) * EVENTS_PER_POLL).toBeLessThan(MAX_EVENTS);
  });

  it('does not hold what goes to and fro for long, so that is handed over in time', () => {
    // 1,500 repositories by five movers of ten seconds: each turn is a launch, and polls that begin with the shortest wait.
    const turns = 1_500 / 5;
    expect(turns * (1 + pollsIn(10)) * EVENTS_PER_POLL).toBeGreaterThan(MAX_EVENTS);
    expect(POLLS_PER_EXECUTION * EVENTS_PER_POLL).toBeLessThan(15_000);
  });

  it.each(machines.filter(({ machine }) => Object.keys(machine.States).some((name) => name.startsWith('Continue'))))(
    '$file: each loop that is not the first state hands over',
    ({ machine: { StartAt, States } }) => {
      const loops = Object.entries(States).filter(
        ([name, { Default = '' }]) => States[Default]?.Type === 'Wait' && States[StartAt]?.Next !== name,
      );
      const kept = loops.filter(([, { Choices }]) => !Choices?.some((one) => one.StringEquals === 'continue'));

      // Of the smallest machine: two that work, and CleanUp.
      expect(loops.length).toBeGreaterThan(2);
      expect(kept.map(([name]) => name)).toEqual([]);
    },
  );
});
