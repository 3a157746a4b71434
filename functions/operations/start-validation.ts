import { operationIdOf } from '../domain/ids.ts';
import { newOperation } from '../domain/operation/new-operation.ts';
import { resolveSettings } from '../domain/settings/settings.ts';
import type { Uses } from '../platform/services.ts';
import { type CatalogItem, clusterRefOf, refOf } from '../services/catalog/catalog.ts';
import { beginOperation } from './begin-operation.ts';

export type ValidationServices = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

export interface Look {
  location: CatalogItem<'location'>;
  cluster: CatalogItem<'cluster'>;
  /** The same look again is the same operation. */
  when: string;
  by: string;
}

/**
 * A look at a location from a cluster that nobody has asked for by name. Twice is once; should the start fail, the sweep
 * starts what is Pending for a minute.
 * @returns the id of its operation
 * @throws Fault `object.in_use` and `*.not_found` when one of both is going
 */
export async function startValidation(services: ValidationServices, { location, cluster, when, by }: Look) {
  const { clock, config, ledger } = services;
  const { clusterId } = cluster.status;
  const operationId = operationIdOf('validation', [location.uid, clusterId, when]);
  if (await ledger.readOperation(operationId)) return operationId;
  const settings = resolveSettings(config.moverImage, cluster.spec.settings, {});
  const operation = newOperation(
    {
      operationId,
      kind: 'validation',
      name: `${location.name} from ${cluster.name}`,
      spec: { generation: location.generation, settings },
      refs: { cluster: clusterRefOf(cluster), locations: [refOf(location)] },
      createdBy: by,
    },
    clock.now(),
  );
  await beginOperation(services, operation);
  return operationId;
}
