import { Fault, toFault } from '../domain/errors.ts';
import { OPERATION_PREFIXES } from '../domain/ids.ts';
import { listOf } from '../domain/manifest/manifest.ts';
import { isOver } from '../domain/operation/operation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type CatalogItem, type CatalogKind, notFound, type Removal, type User } from '../services/catalog/catalog.ts';

const CONCURRENCY = 10;

/**
 * Removes a catalogue thing and its secrets. Operations use it from their request until nothing of them is open any
 * more; those that have ended since are taken off its users here, so that no state machine has to remember to.
 * By force (`evict`) all users are ended instead.
 * @returns what was removed
 * @throws Fault Rejected `object.in_use` with the users that remain, `request.precondition_failed`
 */
export async function removeItem<Kind extends CatalogKind>(
  { catalog, ledger, secrets }: Uses<'catalog' | 'ledger' | 'secrets'>,
  { kind, name, generation, ...how }: Removal & { kind: Kind; name: string; generation: number | '*' },
  secretArnsOf: (item: CatalogItem<Kind>) => readonly (string | undefined)[],
): Promise<CatalogItem<Kind>> {
  const item = await catalog.read(kind, name);
  if (!item) throw notFound(kind, name);
  const from = generation === '*' ? undefined : generation;
  // A refusal lists a hundred users at most; where all of them have ended, the next hundred are looked at.
  for (;;) {
    try {
      await catalog.remove(kind, name, from, how);
      break;
    } catch (thrown) {
      if (!(await withdrawEnded(thrown))) throw thrown;
    }
  }
  for (const arn of secretArnsOf(item)) if (arn) await secrets.remove(arn);
  return item;

  /** True when a user was taken off. */
  async function withdrawEnded(thrown: unknown): Promise<boolean> {
    const fault = toFault(thrown);
    if (fault.code !== 'object.in_use') return false;
    let withdrawn = false;
    await inParallel(usersIn(fault), CONCURRENCY, async (user) => {
      if (await stillUses(user)) return;
      await catalog.removeUse({ kind, name }, user);
      withdrawn = true;
    });
    return withdrawn;
  }

  async function stillUses(user: User): Promise<boolean> {
    // Its removal died before it could say so.
    if (user.kind === 'schedule') return (await catalog.read('schedule', user.name)) !== undefined;
    // By its gatewayCluster; it may have another one since.
    if (user.kind === 'location') {
      const location = await catalog.read('location', user.name);
      return location?.spec.gatewayCluster === name;
    }
    if (!(user.kind in OPERATION_PREFIXES)) return true;
    const operation = await ledger.readOperation(user.name);
    return operation !== undefined && !isOver(operation);
  }
}

/** The generation that a change starts from. @throws Fault Rejected `request.precondition_failed` */
export function generationOf(item: Pick<CatalogItem, 'kind' | 'name' | 'generation'>, ifMatch: number | '*'): number {
  if (ifMatch === '*' || ifMatch === item.generation) return item.generation;
  throw new Fault('request.precondition_failed', `${item.kind} ${item.name} has generation ${item.generation} now`);
}

/** Whom an `object.in_use` names. */
function usersIn({ details: { users } }: Fault): User[] {
  return listOf(users).map(({ kind, name }) => ({ kind: String(kind), name: String(name) }));
}
