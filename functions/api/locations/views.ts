import type * as z from 'zod';
import { expiryWarnings } from '../../domain/cluster/credential-expiry.ts';
import { codeOfToday } from '../../domain/faults/former.ts';
import {
  isValid,
  type LocationSpec,
  type LocationStatus,
  type Validation,
} from '../../domain/location/location-spec.ts';
import type { Config } from '../../platform/config.ts';
import type { Uses } from '../../platform/services.ts';
import { shown } from '../http/shown.ts';
import type { Shown } from '../read-item.ts';
import { locationAnswer } from './answers.ts';

type Dependencies = Uses<'catalog' | 'clock'>;

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

const SHOWN_FINDINGS = 5;

/** What the API shows of a location: neither its credentials nor its recovery key. */
export function locationView(
  item: Shown<'location'>,
  { now, gateways }: { now: Date; gateways: ReadonlyMap<string, unknown> },
): z.input<typeof locationAnswer> {
  const { generation, spec, status, removed } = item;
  const { clusters = {}, findings = [], recoveryKeyAcknowledged = false, credentialsExpireAt } = status;
  const controlPlane = viewOfLook(status.validated, generation);
  return shown(locationAnswer, {
    ...item,
    ...spec,
    ...status,
    state: controlPlane.state,
    controlPlane,
    clusters: Object.entries(clusters).map(([clusterId, side]) => ({ clusterId, ...viewOfLook(side, generation) })),
    findings: findings.map((finding) => ({ ...finding, code: codeOfToday(finding.code) })),
    recoveryKeyAcknowledged,
    credentialsExpired: haveExpired(controlPlane.reason, credentialsExpireAt, now),
    warnings: [...warningsOf(status, now), ...(removed ? [] : gatewayWarnings(spec, gateways))],
  });
}

/** By their own date, or because the store no longer knows them. */
function haveExpired(reason: Validation['reason'], at: string | undefined, now: Date): boolean {
  return reason?.code === 'location.credentials_expired' || (at !== undefined && at <= now.toISOString());
}

function warningsOf(status: LocationStatus, now: Date): string[] {
  const { recoveryKeyAcknowledged, sessionCredentials, credentialsExpireAt: at, findings = [] } = status;
  return [
    ...(recoveryKeyAcknowledged ? [] : ['keep the recovery key somewhere else, then acknowledge it']),
    ...(sessionCredentials ? ['its credentials are those of a session: they end soon, and backups fail then'] : []),
    ...(at ? expiryWarnings({ at, of: 'session token' }, now) : []),
    ...(status.unmaintained ?? []),
    ...(status.maintenance?.damaged ?? [])
      .slice(0, SHOWN_FINDINGS)
      .map(({ repository, snapshots }) => `${repository}: ${snapshots} sealed snapshots cannot be restored`),
    ...findings.slice(0, SHOWN_FINDINGS).map(({ message }) => message),
    ...(findings.length > SHOWN_FINDINGS ? [`${findings.length} things are amiss: see findings`] : []),
  ];
}

/** Its cluster was removed by force. */
function gatewayWarnings({ gatewayCluster: name }: LocationSpec, gateways: ReadonlyMap<string, unknown>): string[] {
  if (name === undefined || gateways.has(name)) return [];
  return [`its gatewayCluster ${name} is not registered: nothing deletes here what clusters have left that are gone`];
}

/** A look at an older generation says nothing about this one. */
function viewOfLook(look: Validation | undefined, generation: number) {
  if (!look || look.observedGeneration !== generation) return { state: 'NotValidated' as const };
  const { at, reason, lastValidAt = reason ? undefined : at } = look;
  return { state: isValid(look, generation) ? ('Valid' as const) : ('Invalid' as const), at, reason, lastValidAt };
}
