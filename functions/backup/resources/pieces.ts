import { type KeptOut, type LeftOut, type Tally, tallied } from '../../domain/backup/kept-out.ts';
import { nameSome } from '../../domain/name-some.ts';
import type { BackupOperation } from '../../domain/operation/operation.ts';
import { collectUnit, type PartWriter } from '../../manifests/collect-unit.ts';
import type { Uses } from '../../platform/services.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Kind } from '../../services/cluster/kinds.ts';
import { findLeftOut } from './find-left-out.ts';
import type { Judge, JudgedUnit } from './judged-objects.ts';

/** What the record says of what was collected so far. */
export interface Notes {
  keptOut?: Tally<KeptOut> | undefined;
  leftOut?: Tally<LeftOut> | undefined;
  /** Namespaces of which something was kept out. */
  keptOutIn: ReadonlySet<string>;
  warnings: ReadonlySet<string>;
}

/** A part of the work of CollectResources. */
export interface Piece {
  /** Compares as text; those before the one that the operation remembers are done. */
  order: string;
  collect(): Promise<Partial<Notes>>;
}

/** A unit, written as parts. */
export function pieceOf(
  services: Uses<'clock' | 'ledger'>,
  writer: PartWriter,
  { order, unit }: { order: string; unit: JudgedUnit },
): Piece {
  return {
    order,
    collect: async () => {
      await collectUnit(services, writer, unit);
      return notesOfUnit(unit);
    },
  };
}

/** What is noted of a unit once it was read. */
export function notesOfUnit(unit: JudgedUnit): Partial<Notes> {
  const keptOut = unit.keptOut();
  const missing = unit.missing();
  return {
    keptOut,
    ...(keptOut.count > 0 && unit.namespace ? { keptOutIn: new Set([unit.namespace]) } : {}),
    ...(missing.length > 0 ? { warnings: new Set([`not there, and not in the backup: ${nameSome(missing, 5)}`]) } : {}),
  };
}

/** The look for what was left out of a namespace; after all units. */
export function lookOf(cluster: Cluster, kinds: readonly Kind[], namespace: string, judge: Judge): Piece {
  return {
    order: `3#${namespace}`,
    collect: async () => ({ leftOut: await findLeftOut(cluster, kinds, namespace, judge) }),
  };
}

type Noted = Pick<BackupOperation, 'keptOut' | 'leftOut' | 'warnings'> & { checkpoints?: { keptOutIn?: string[] } };

export function notesOf({ keptOut, leftOut, warnings, checkpoints }: Noted): Notes {
  return { keptOut, leftOut, keptOutIn: new Set(checkpoints?.keptOutIn), warnings: new Set(warnings) };
}

export function withMore(notes: Notes, { keptOut, leftOut, keptOutIn = [], warnings = [] }: PartialNotes): Notes {
  return {
    keptOut: keptOut ? tallied(notes.keptOut, keptOut) : notes.keptOut,
    leftOut: leftOut ? tallied(notes.leftOut, leftOut) : notes.leftOut,
    keptOutIn: new Set([...notes.keptOutIn, ...keptOutIn]),
    warnings: withWarnings(notes.warnings, warnings),
  };
}

type PartialNotes = Partial<Omit<Notes, 'keptOutIn' | 'warnings'>> & {
  keptOutIn?: Iterable<string>;
  warnings?: Iterable<string>;
};

/** On the row of an operation: each may name five objects. */
const MAX_WARNINGS = 100;
const MORE = 'there are more warnings than are listed: selected objects that are not there';

function withWarnings(known: ReadonlySet<string>, more: Iterable<string>): ReadonlySet<string> {
  const all = new Set(known);
  for (const warning of more) if (!all.has(warning)) all.add(all.size < MAX_WARNINGS ? warning : MORE);
  return all;
}
