import type { Uses } from '../../../platform/services.ts';
import { clusterRefOf } from '../../../services/catalog/catalog.ts';
import { readItem } from '../../read-item.ts';

export type BrowseServices = Uses<'catalog' | 'clock' | 'clusters'>;

/** The gateway gives up after 30 s; a call that is under way when this is over takes two tries of 4 s at most. */
const BUDGET_MS = 18_000;

/** The cluster, which of its namespaces are the system's, and until when it may be asked. */
export async function openBrowse(services: BrowseServices, name: string) {
  const { clock, clusters } = services;
  const until = new Date(clock.now().getTime() + BUDGET_MS);
  const item = await readItem(services, 'cluster', name);
  const cluster = await clusters.open(clusterRefOf(item), 'backup');
  return { cluster, system: item.spec, until };
}
