import { causeOf } from '../domain/errors.ts';
import { OPERATION_PREFIXES, operationIdOf } from '../domain/ids.ts';
import { isValid } from '../domain/location/location-spec.ts';
import { isPast, type MaintenanceSpec, QUICK_EVERY_MS } from '../domain/location/maintenance.ts';
import { newOperation } from '../domain/operation/new-operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { resolveSettings } from '../domain/settings/settings.ts';
import { beginOperation } from '../operations/begin-operation.ts';
import { chooseCluster } from '../operations/find-cluster.ts';
import { readOperations } from '../operations/read-operations.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import type { Uses } from '../platform/services.ts';
import { clusterRefOf, type LocationItem, refOf } from '../services/catalog/catalog.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log' | 'repositories'>;

/** Starts one maintenance for each valid location that is due. One location's trouble never keeps the others. */
export function startMaintenances(services: Dependencies) {
  const { catalog, clock, log } = services;
  return async (): Promise<{ started: number }> => {
    const running = await readRunning(services);
    let started = 0;
    for (const item of await listAllItems(catalog, 'location')) {
      if (running.has(item.uid) || !isDue(item, clock.now())) continue;
      try {
        if (await start(services, item)) started += 1;
      } catch (thrown) {
        log.error('maintenance not started', { location: item.name, ...causeOf(thrown) });
      }
    }
    return { started };
  };
}

/** By uid, the locations that are being maintained: another maintenance would only be skipped. */
async function readRunning(services: Dependencies): Promise<ReadonlySet<string>> {
  const ids = (await services.ledger.listIncomplete()).filter((id) =>
    id.startsWith(`${OPERATION_PREFIXES.maintenance}-`),
  );
  const operations = await readOperations(services, ids, ({ code, message: reason }) =>
    services.log.error('operation left out', { code, reason }),
  );
  const running = operations.filter(({ phase }) => !TERMINAL_PHASES.has(phase));
  return new Set(running.flatMap(({ refs }) => refs.locations.map(({ uid }) => uid)));
}

/** A new one has nothing to maintain yet; one that failed is tried again the next time. */
function isDue({ createdAt, generation, status, deletingAt }: LocationItem, now: Date): boolean {
  if (deletingAt || !isValid(status.validated, generation)) return false;
  const { at = createdAt, phase = 'Succeeded' } = status.maintenance ?? {};
  return phase !== 'Succeeded' || isPast(at, QUICK_EVERY_MS, now);
}

/** Its id is of the location and the hour, so that twice is once. */
async function start(services: Dependencies, item: LocationItem): Promise<boolean> {
  const { catalog, clock, config, ledger, log } = services;
  const now = clock.now();
  const operationId = operationIdOf('maintenance', [item.uid, now.toISOString().slice(0, 13)]);
  if (await ledger.readOperation(operationId)) return false;
  const cluster = await chooseCluster(services, item);
  if (!cluster) {
    log.warn('no cluster reaches the location', { location: item.name });
    const unmaintained = ['no repository is maintained: no registered cluster reaches the location'];
    await catalog.writeStatus('location', item.name, item.uid, { unmaintained });
    return false;
  }
  const settings = resolveSettings(config.moverImage, cluster.spec.settings);
  const spec: MaintenanceSpec = { full: false, settings };
  const refs = { cluster: clusterRefOf(cluster), locations: [refOf(item)] };
  const given = { operationId, kind: 'maintenance' as const, name: item.name, spec, refs, createdBy: 'upkeep' };
  const { created } = await beginOperation(services, newOperation(given, now));
  return created;
}
