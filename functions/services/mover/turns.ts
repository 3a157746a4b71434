import { fieldsIn } from '../../domain/fields.ts';
import { kopiaSourceOf } from '../../domain/location/location-layout.ts';
import { listOf } from '../../domain/manifest/manifest.ts';
import { attemptNameOf } from '../../domain/transfer/transfer.ts';
import type { MoverTask } from './mover.ts';
import { DATA, environmentOf, memoryOf } from './mover-environment.ts';
import { MOVER_SCRIPT } from './mover-script.ts';
import { TURNS_SCRIPT } from './turns-script.ts';

/** A task, and which of the pod's volumes is its claim. */
export interface Placed {
  task: MoverTask;
  volume: string;
}

/** Tasks that one container takes in turn: neighbours on one repository, which are told the same but for what is numbered. */
export function roundsOf(all: readonly Placed[]): [Placed, ...Placed[]][] {
  const rounds: [Placed, ...Placed[]][] = [];
  for (const placed of all) {
    const round = rounds.at(-1);
    if (round && commonOf(round[0].task) === commonOf(placed.task)) round.push(placed);
    else rounds.push([placed]);
  }
  return rounds;
}

function commonOf(task: MoverTask): string {
  const { SF_SOURCE: _s, SF_ATTEMPT: _a, ...common } = environmentOf(task);
  return JSON.stringify([common, memoryOf(task)]);
}

const MOVER = 'SF_MOVER_';

/** What TURNS_SCRIPT is told: what differs from turn to turn. */
export function environmentOfTurns(round: readonly Placed[]): Record<string, string> {
  const turns = round.map(({ task }, at) => ({
    [`${MOVER}${at}`]: attemptNameOf(task.operationId, task),
    [`SF_DATA_${at}`]: dataPathOf(at),
    [`SF_ATTEMPT_${at}`]: String(task.attempt),
    [`SF_SOURCE_${at}`]: task.action.kind === 'snapshot' ? kopiaSourceOf(task.action.source) : '',
  }));
  return Object.assign({ SF_TURNS: String(round.length) }, ...turns);
}

export function dataPathOf(at: number): string {
  return `${DATA}-${at}`;
}

/** The movers that have their turns in a container. Of an earlier release each has one of its own, that is named as it is. */
export function moversIn(container: Record<string, unknown>): string[] {
  const movers = listOf(container.env).filter(({ name }) => String(name).startsWith(MOVER));
  return movers.length > 0 ? movers.map(({ value }) => String(value)) : [String(container.name)];
}

/** Names of the Secrets whose keys a container has. */
export function secretsIn(container: Record<string, unknown>): string[] {
  return listOf(container.envFrom).map(({ secretRef }) => String(fieldsIn(secretRef).name));
}

/** The scripts once in a Job, and not once for each of its containers: every look at movers lists their Jobs and pods. */
export function scriptOfRound(isFirst: boolean): string {
  const run = `. "$SF_WORK/turns.sh"`;
  if (!isFirst) return run;
  return [
    `cat >"$SF_WORK/mover.sh" <<'END-OF-MOVER'\n${MOVER_SCRIPT}END-OF-MOVER`,
    `cat >"$SF_WORK/turns.sh" <<'END-OF-TURNS'\n${TURNS_SCRIPT}END-OF-TURNS`,
    run,
  ].join('\n');
}
