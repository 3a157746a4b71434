import { toFault } from '../../domain/errors.ts';
import { isValid } from '../../domain/location/location-spec.ts';
import { type Look, startValidation, type ValidationServices } from '../../operations/start-validation.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import { listAllItems } from '../../platform/list-all-items.ts';
import type { ClusterItem, LocationItem } from '../../services/catalog/catalog.ts';

const CONCURRENCY = 8;
/** A request has seconds: the hourly revalidation starts the others. */
const MAX_LOOKS = 40;

export interface Started {
  validations: string[];
  warnings: string[];
}

/** Looks again from each cluster that has looked before; one that nobody has validated yet is left alone. */
export async function lookAgainAt(services: ValidationServices, location: LocationItem, by: string): Promise<Started> {
  const sides = location.status.clusters ?? {};
  return await startAll(services, async () => {
    if (Object.keys(sides).length === 0) return [];
    const clusters = await listAllItems(services.catalog, 'cluster');
    const when = `generation ${location.generation}`;
    return clusters
      .filter(({ status }) => status.clusterId in sides)
      .map((cluster) => ({ location, cluster, when, by }));
  });
}

/** After a change of a cluster: the looks from it that have failed, since the cluster may have been why. */
export async function lookAgainFrom(services: ValidationServices, cluster: ClusterItem, by: string): Promise<Started> {
  return await startAll(services, async () => {
    const locations = await listAllItems(services.catalog, 'location');
    const when = `cluster generation ${cluster.generation}`;
    return locations
      .filter(({ status, generation }) => {
        const look = status.clusters?.[cluster.status.clusterId];
        return look !== undefined && !isValid(look, generation);
      })
      .map((location) => ({ location, cluster, when, by }));
  });
}

/** The change stands, whatever comes of the looks: what cannot start now the hourly revalidation starts. */
async function startAll(services: ValidationServices, find: () => Promise<Look[]>): Promise<Started> {
  const validations: string[] = [];
  const warnings: string[] = [];
  const putOff = (what: string, thrown: unknown) => {
    const { code, message: reason } = toFault(thrown);
    services.log.warn('validation not started', { what, code, reason });
    warnings.push(`${what} is not validated again yet, but will be within the hour: ${reason}`);
  };
  try {
    const looks = await find();
    await inParallel(looks.slice(0, MAX_LOOKS), CONCURRENCY, async (look) => {
      try {
        validations.push(await startValidation(services, look));
      } catch (thrown) {
        putOff(`${look.location.name} from ${look.cluster.name}`, thrown);
      }
    });
    const later = looks.length - MAX_LOOKS;
    if (later > 0) warnings.push(`${later} more validations start within the hour`);
  } catch (thrown) {
    putOff('what this changes', thrown);
  }
  return { validations: validations.toSorted(), warnings };
}
