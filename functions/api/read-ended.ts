import { Fault } from '../domain/errors.ts';
import { isOfKind, type Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import type { Ledger } from '../services/ledger/ledger.ts';

type Shown = 'backup' | 'restore';
type Reader = Pick<Ledger, 'readOperation'>;

/** @throws Fault Rejected `backup.not_found`, `operation.not_found` */
export async function readOfKind<Kind extends Shown>(ledger: Reader, kind: Kind, id: string) {
  const found = await ledger.readOperation(id);
  if (isOfKind(found, kind)) return found;
  throw new Fault(kind === 'backup' ? 'backup.not_found' : 'operation.not_found', `there is no ${kind} ${id}`);
}

/** The same of one that is to have ended. @throws Fault Rejected `operation.running` */
export async function readEnded<Kind extends Shown>(ledger: Reader, kind: Kind, id: string) {
  const found = await readOfKind(ledger, kind, id);
  const { phase }: Operation = found;
  if (TERMINAL_PHASES.has(phase)) return found;
  throw new Fault('operation.running', `${kind} ${id} is ${phase}`);
}
