import { machineNames, readDefinition } from '../../../infra/read-machines.ts';
import { createEventBus, type EventBus } from '../../../local/event-bus.ts';
import { readEventRules } from '../../../local/event-rules.ts';
import type { createLambdaHost } from '../../../local/lambda-host.ts';
import { createScheduler, type Scheduler } from '../../../local/scheduler/scheduler.ts';
import { functionArn } from '../../../local/step-functions/limits.ts';
import { createStepFunctions, type StepFunctions } from '../../../local/step-functions/step-functions.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';

const deployed = readEventRules();

/** Deployed functions by name, and the name of their ARN in the state machine files. */
const FUNCTIONS = {
  plan: 'PlanArn',
  rules: 'RulesArn',
  snapshots: 'SnapshotsArn',
  offload: 'OffloadArn',
  records: 'RecordsArn',
  restorePlan: 'RestorePlanArn',
  restoreVolumes: 'RestoreVolumesArn',
  restoreRecords: 'RestoreRecordsArn',
  validateLocation: 'ValidateLocationArn',
  deleteBackup: 'DeleteBackupArn',
  maintainLocation: 'MaintainLocationArn',
  undoRestore: 'UndoRestoreArn',
  simulate: 'SimulateArn',
};
/** Those that no state calls. */
const EVENT_FUNCTIONS = ['reconcile', 'settle', 'sweep', 'checkSlots', 'syncSchedules', 'recordMissed'];
/** What the placeholders of a definition stand for. */
export const ARNS = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, arn]) => [arn, functionArn(name)]));
export const FUNCTION_NAMES = [...Object.keys(FUNCTIONS), ...EVENT_FUNCTIONS];

interface Machines {
  stepFunctions: StepFunctions;
  bus: EventBus;
  scheduler: Scheduler;
  start(): void;
  /** As a kill -9 does. */
  abandon(): void;
}

interface MachinesOptions {
  root: string;
  clock: VirtualClock;
  host: ReturnType<typeof createLambdaHost>;
  machineFiles: string;
  /** Whether status changes of executions reach the reconciler. */
  isDelivered: () => boolean;
}

/** Read once in a process: a case that kills the stack starts it again. */
const definitions = new Map<string, string>();

function definitionOf(folder: string, name: string): string {
  const text = definitions.get(`${folder}/${name}`) ?? readDefinition(folder, name);
  definitions.set(`${folder}/${name}`, text);
  return text;
}

/** Step Functions, EventBridge and its Scheduler on what they have stored in `root`. */
export function startMachines({ root, clock, host, machineFiles, isDelivered }: MachinesOptions): Machines {
  const bus = createEventBus({
    clock,
    invoke: (name, event) => host.invoke(name, event),
    rules: deployed.rules,
    sweeps: deployed.sweeps.filter(({ function: name }) => EVENT_FUNCTIONS.includes(name)),
  });
  const stepFunctions: StepFunctions = createStepFunctions({
    folder: root,
    clock,
    random: () => 0.5,
    invoke: (name, payload) => host.invoke(name, payload),
    onStatusChange: (event) => isDelivered() && bus.put(event),
  });
  for (const name of machineNames(machineFiles)) {
    stepFunctions.register({ name, definition: definitionOf(machineFiles, name), values: ARNS });
  }
  const scheduler = createScheduler({
    folder: root,
    clock,
    deliver: async (stateMachineArn, input) => void stepFunctions.start({ stateMachineArn, input }),
    giveUp: async (_, body) => void (await host.invoke('recordMissed', { Records: [{ messageId: 'one', body }] })),
  });
  return {
    stepFunctions,
    bus,
    scheduler,
    start() {
      bus.start();
      scheduler.start();
    },
    abandon() {
      bus.stop();
      scheduler.stop();
      stepFunctions.abandon();
    },
  };
}
