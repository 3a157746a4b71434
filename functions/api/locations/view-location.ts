import type { Config } from '../../platform/config.ts';
import type { Services } from '../../platform/services.ts';
import type { Shown } from '../read-item.ts';
import { locationView } from './views.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock'>;

/** With what is amiss with their gatewayClusters, which are read once for all. */
export async function viewLocations(services: Dependencies, items: readonly Shown<'location'>[]) {
  return items.map(await viewFor(services, items));
}

export async function viewLocation(services: Dependencies, item: Shown<'location'>) {
  return (await viewFor(services, [item]))(item);
}

async function viewFor({ catalog, clock }: Dependencies, items: readonly Shown<'location'>[]) {
  const names = items.flatMap(({ spec }) => spec.gatewayCluster ?? []);
  const gateways = await catalog.readMany('cluster', names);
  return (item: Shown<'location'>) => locationView(item, { now: clock.now(), gateways });
}

export function secretNameOf({ secretPrefix }: Pick<Config, 'secretPrefix'>, uid: string): string {
  return `${secretPrefix}/locations/${uid}`;
}
