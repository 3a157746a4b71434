import * as z from 'zod';
import { readNamespaces } from '../../cluster-objects/read-namespaces.ts';
import type { ClusterStatus } from '../../domain/cluster/cluster-spec.ts';
import { dnsLabel } from '../../domain/dns-label.ts';
import { noteContactNow } from '../../operations/note-contact.ts';
import type { Uses } from '../../platform/services.ts';
import { type Protection, readProtection } from '../../scheduling/protection.ts';
import type { ClusterItem } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { NAMESPACE } from '../../services/cluster/kinds.ts';
import { listing, readOrMissing } from '../clusters/browse/missing-permissions.ts';
import { openBrowse } from '../clusters/browse/open-browse.ts';
import { lackingView } from '../clusters/browse/views.ts';
import { choicesOf } from '../http/comma-list.ts';
import { route } from '../http/contract.ts';
import { pageOfAll } from '../http/pages.ts';
import { pageSchema } from '../operations/schema.ts';
import { readItem } from '../read-item.ts';
import { STATES } from './answers.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'ledger' | 'log' | 'slots'>;

const protectionQuerySchema = pageSchema.extend({
  cluster: dnsLabel,
  state: choicesOf(STATES, 'one, or several: `stale,never`').optional(),
  search: z.string().min(1).max(253).toLowerCase().optional().describe('part of the name'),
});

export const listProtection = route({
  operationId: 'listProtection',
  route: 'GET /v1/protection',
  scope: 'read',
  summary:
    'Per namespace of a cluster now: its newest good backup, the schedules that cover it, and whether that will do',
  query: protectionQuerySchema,
  answer: 'Protection',
  handle: async (services: Dependencies, { query }) => {
    const { cluster: name, state, search } = query;
    const item = await readItem(services, 'cluster', name);
    const { cluster } = await openBrowse(services, name);
    const { found: there, missing } = await readOrMissing(listing(NAMESPACE), () => readNamespaces(cluster));
    await noteContactNow(services, cluster.ref);
    const { missingPermissions } = lackingView(missing, []);
    if (!there) return { items: [], missingPermissions };
    const { found, lookedBackTo } = await readProtection(services, item, there);
    const counts = countsOf(found);
    await noteCounts(services, item, counts);
    const wanted = found.filter(
      (one) => (state?.includes(one.state) ?? true) && (search === undefined || one.namespace.includes(search)),
    );
    const page = pageOfAll(wanted, query, { protection: item.uid, state, search }, ({ namespace }) => namespace);
    return { counts, ...page, items: page.items.map(protectionView), lookedBackTo, missingPermissions };
  },
});

function countsOf(found: readonly Protection[]) {
  const of = (state: Protection['state']) => found.filter((one) => one.state === state).length;
  return { protected: of('protected'), stale: of('stale'), never: of('never') };
}

const HOUR = 3_600_000;

/** For lists of clusters, and statistics. Whoever looks every few seconds writes once an hour, or where something has changed. */
async function noteCounts(
  { catalog, clock }: Dependencies,
  { name, uid, status }: ClusterItem,
  counts: ReturnType<typeof countsOf>,
): Promise<void> {
  const { at, ...before }: Partial<NonNullable<ClusterStatus['protection']>> = status.protection ?? {};
  const isSame =
    before.protected === counts.protected && before.stale === counts.stale && before.never === counts.never;
  if (isSame && at !== undefined && clock.now().getTime() - Date.parse(at) < HOUR) return;
  await catalog.writeStatus('cluster', name, uid, { protection: { at: isoNow(clock), ...counts } });
}

function protectionView({ namespace, state, newest, staleAt, schedules }: Protection) {
  return {
    namespace,
    state,
    ...(newest && {
      newest: {
        id: newest.operationId,
        name: newest.name,
        startedAt: newest.startedAt ?? newest.createdAt,
        location: newest.refs.locations[0]?.name,
        ...(newest.spec.offload ? {} : { onClusterOnly: true as const }),
      },
    }),
    ...(staleAt ? { staleAt: staleAt.toISOString() } : {}),
    schedules: schedules.map(({ item }) => ({
      name: item.name,
      ...(item.spec.suspended ? { suspended: true as const } : {}),
    })),
  };
}
