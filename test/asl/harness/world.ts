import type { BackupSpec } from '../../../functions/domain/backup/backup-spec.ts';
import { operationIdOf } from '../../../functions/domain/ids.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../../functions/domain/operation/phase.ts';
import { resolveSettings, type Settings } from '../../../functions/domain/settings/settings.ts';
import { stepOf } from '../../../functions/platform/dispatch.ts';
import { newOperationOf } from '../../support/specs.ts';
import type { Call } from './calls.ts';
import { type AslCluster, createLocation, SHOP } from './cluster.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import type { Subject } from './subject.ts';

/** What a case gives in place of a step's own run. `turn` counts the invocations of that step, from 1. */
export type Turn = Call & { step: string; operationId: string; turn: number };
export type Meddle = (turn: Turn) => Promise<unknown>;

const LONGEST_HOURS = 30;
const WEEK_SECONDS = 7 * 86_400;

/** One control plane for a file of tests; each case gets a cluster of its own. */
export async function startWorld(given: Parameters<typeof startControlPlane>[0] = {}) {
  const plane = await startControlPlane(given);
  const location = await createLocation(plane);

  return {
    plane,
    location,
    /** Writes the operation's row and starts its machine, as the API does. */
    async start({ kind, spec, more = {} }: Subject, { ref }: AslCluster): Promise<string> {
      const { clock, executions, ledger } = plane.services;
      const operationId = operationIdOf(kind, [ref.name, clock.uuid()]);
      const refs = {
        cluster: ref,
        locations: [location],
        ...('backup' in spec && typeof spec.backup === 'string' ? { backup: spec.backup } : {}),
      };
      const given = { operationId, name: 'a case', spec, refs, createdBy: 'asl' };
      const row = newOperationOf(kind, given, clock.now(), WEEK_SECONDS);
      await ledger.createOperation({ ...row, ...more } as Operation);
      await executions.start(kind, { operationId, epoch: 1 });
      return operationId;
    },

    /** Lets virtual time pass until the operation has ended. */
    async ended(operationId: string): Promise<Operation> {
      const { clock, services } = plane;
      const limit = clock.now() + LONGEST_HOURS * 3_600_000;
      for (;;) {
        const operation = await services.ledger.readOperation(operationId);
        if (operation && TERMINAL_PHASES.has(operation.phase)) return operation;
        if (clock.now() > limit) throw new Error(`${operationId} is ${operation?.phase} in ${operation?.stage}`);
        await clock.advance(60_000);
      }
    },

    /** Runs an operation to its end, and a minute on: what follows an end has been done by then. */
    async run(subject: Subject, cluster: AslCluster): Promise<Operation> {
      const ended = await this.ended(await this.start(subject, cluster));
      await plane.clock.advance(60_000);
      return ended;
    },

    /** What a maintenance has found amiss at the location. */
    async findings() {
      return (await plane.services.catalog.read('location', location.name))?.status.findings;
    },

    meddle: (meddle: Meddle | undefined) => install(plane, meddle),
    stop: () => plane.stop(),
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;

function install({ state }: ControlPlane, meddle: Meddle | undefined): void {
  const turns = new Map<string, number>();
  state.intercept =
    meddle &&
    ((call) => {
      const { step: state = call.functionName, run, input } = (call.payload ?? {}) as Payload;
      const step = stepOf(state);
      const operationId = run?.operationId ?? input?.operationId ?? '';
      const turn = (turns.get(step) ?? 0) + 1;
      turns.set(step, turn);
      return meddle({ ...call, step, operationId, turn });
    });
}

interface Payload {
  step?: string;
  run?: { operationId?: string };
  input?: { operationId?: string };
}

export function backupSpec(settings: Settings = {}, changes: Partial<BackupSpec> = {}): BackupSpec {
  return {
    selection: { kind: 'namespaces', namespaces: [SHOP] },
    crossCloud: false,
    offload: true,
    snapshotClasses: {},
    localCopies: { keep: 1, onOffloadFailure: 'keep', failedFor: '72h' },
    settings: resolveSettings('kopia:1', settings),
    ...changes,
  };
}
